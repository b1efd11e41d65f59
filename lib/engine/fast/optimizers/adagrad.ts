import type { Adagrad } from '../../../optimizers/adagrad.js';
import type { FlatOptimizer } from './FlatOptimizer.js';

export function adagrad(options: Adagrad): FlatOptimizer {
  const settings = [options.learningRate, options.epsilon];
  const slots = [{ operand: 'squares', initial: options.initialAccumulator }];
  return { instruction: 'adagrad', slots, settings: () => settings };
}
