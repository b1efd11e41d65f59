import type { Rmsprop } from '../../../optimizers/rmsprop.js';
import type { FlatOptimizer } from './FlatOptimizer.js';

export function rmsprop(options: Rmsprop): FlatOptimizer {
  const settings = [options.learningRate, options.decay, 1 - options.decay, options.epsilon];
  return { instruction: 'rmsprop', slots: [{ operand: 'squares', initial: 0 }], settings: () => settings };
}
