import type { Description } from '../../types.js';
import type { Baseline } from './Baseline.js';

/** Repeats the last label that the model had learned when it answered: the fair one for late labels and for blocks. */
export function noChangeLearned<V>(): Description<Baseline<V>> {
  return {
    name: 'noChangeLearned',
    create: () => ({
      guess: (prediction) => prediction.lastLearned,
      learn: () => {},
      save: () => null,
    }),
  };
}
