import type { Sgd } from '../../../optimizers/sgd.js';
import type { FlatOptimizer } from './FlatOptimizer.js';

export function sgd({ learningRate }: Sgd): FlatOptimizer {
  const settings = [learningRate];
  return { instruction: 'sgd', slots: [], settings: () => settings };
}
