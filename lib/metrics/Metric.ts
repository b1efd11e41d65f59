import type { Stateful } from '../types.js';

/**
 * A score that is updated observation by observation.
 *
 * `update` is a property, so that `V` is contravariant: a metric of numbers is refused where classes are predicted.
 */
export interface Metric<in V> extends Stateful {
  readonly update: (truth: V, predicted: V) => void;
  /** `undefined` while the metric is not defined, as before any observation. */
  readonly value: number | undefined;
}
