import type { Momentum } from '../../../optimizers/momentum.js';
import type { FlatOptimizer } from './FlatOptimizer.js';

export function momentum(options: Momentum): FlatOptimizer {
  const settings = [options.learningRate, options.momentum];
  return { instruction: 'momentum', slots: [{ operand: 'moments', initial: 0 }], settings: () => settings };
}
