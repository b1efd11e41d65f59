import type { Stateful } from '../types.js';

/**
 * A score that is updated observation by observation.
 *
 * `update` is a property, so that `V` is contravariant: a metric of numbers is refused where classes are predicted.
 */
export interface Metric<in V> extends Stateful {
  readonly update: (truth: V, predicted: V) => void;
  /** `undefined` while the metric is not defined, as before any observation. Reading it changes nothing. */
  readonly value: number | undefined;
  /**
   * Takes back the oldest update that was not taken back yet, which was with these arguments, exactly: the part is then as
   * if it had seen the later ones only. A window over a metric without it is computed anew whenever it is read.
   */
  readonly revert?: (truth: V, predicted: V) => void;
}
