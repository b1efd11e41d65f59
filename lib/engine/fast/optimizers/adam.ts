import type { Adam } from '../../../optimizers/adam.js';
import type { FlatOptimizer } from './FlatOptimizer.js';

/** 1 - beta is taken in doubles, as tfjs does: in floats it would cost 7e-6 of precision. */
export function adam(options: Adam): FlatOptimizer {
  const { learningRate, beta1, beta2, epsilon } = options;
  return {
    instruction: 'adam',
    slots: [
      { operand: 'first', initial: 0 },
      { operand: 'second', initial: 0 },
    ],
    settings: (step) => [
      learningRate / (1 - beta1 ** step),
      beta1,
      1 - beta1,
      beta2,
      1 - beta2,
      1 / (1 - beta2 ** step),
      epsilon,
    ],
  };
}
