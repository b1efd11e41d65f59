import type { Prediction, Stateful } from '../../types.js';

/** What a model has to beat: it guesses a label, knowing only what came before it. */
export interface Baseline<V> extends Stateful {
  /** `undefined` where it has nothing to go by; the instance is then left out of its scores. */
  guess(prediction: Prediction<V>): V | undefined;
  /** Called after `guess`, with the truth. */
  learn(truth: V): void;
}
