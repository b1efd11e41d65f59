import type { Adam } from '../../../optimizers/adam.js';
import type { FlatOptimizer } from './FlatOptimizer.js';

/** 1 - beta is taken in doubles, as tfjs does: in floats it would cost 7e-6 of precision. */
export function adam(options: Adam): FlatOptimizer {
  const { learningRate, beta1, beta2, epsilon } = options;
  const settings = [0, beta1, 1 - beta1, beta2, 1 - beta2, 0, epsilon];
  return {
    instruction: 'adam',
    slots: [
      { operand: 'first', initial: 0 },
      { operand: 'second', initial: 0 },
    ],
    settings(step) {
      settings[0] = learningRate / correction(beta1, step);
      settings[5] = 1 / correction(beta2, step);
      return settings;
    },
  };
}

const newest = new Map<number, { step: number; correction: number }>();

/** 1 - beta^step. The newest is kept: a pool's members come to the same step one after the other, and a power is not cheap. */
function correction(beta: number, step: number): number {
  let known = newest.get(beta);
  if (known?.step !== step) {
    known = { step, correction: 1 - beta ** step };
    newest.set(beta, known);
  }
  return known.correction;
}
