import type { Sgd } from '../../../optimizers/sgd.js';
import type { FlatOptimizer } from './FlatOptimizer.js';

export function sgd({ learningRate }: Sgd): FlatOptimizer {
  return { instruction: 'sgd', slots: [], settings: () => [learningRate] };
}
