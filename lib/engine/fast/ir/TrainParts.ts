import type { TracedMask } from '../trace/interceptDropout.js';
import type { Fitted } from './fitRows.js';

/**
 * A step's instructions; its roots are the features, the labels, the loss, then a gradient for each weight of `gradients`,
 * then a new value for each of `updates`; of the weighted step the rows' weights at last.
 */
export interface TrainParts extends Fitted {
  readonly masks: readonly TracedMask[];
  readonly gradients: readonly number[];
  readonly updates: readonly number[];
  /** What comes after the optimizer: new values of `weights`, its roots, from the weights themselves. */
  readonly constraints: Fitted & { readonly weights: readonly number[] };
}
