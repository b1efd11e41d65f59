import { type Clipping, clippingRanges, givenClipping } from './Clipping.js';
import { checkRanges } from './checkRanges.js';

/** What `sgd()` gives. */
export type Sgd = Clipping & { readonly optimizer: 'sgd'; readonly learningRate: number };

/**
 * Plain stochastic gradient descent: `w ← w − learningRate · g`.
 *
 * - `learningRate`: Above 0. Default 0.01.
 * - `clipValue`, `clipNorm`: See `Clipping`. Default: none.
 *
 * @throws ConfigError where a parameter is out of its range.
 * @see Agrees with tfjs's `tf.train.sgd` to the bit, and with Keras' `SGD`.
 * @example
 * import { sgd } from 'adlstream/optimizers';
 *
 * console.log(sgd({ learningRate: 0.05 })); // { optimizer: 'sgd', learningRate: 0.05 }
 */
export function sgd({
  learningRate = 0.01,
  clipValue,
  clipNorm,
}: Clipping & { readonly learningRate?: number } = {}): Sgd {
  return checkRanges<Sgd>(
    { optimizer: 'sgd', learningRate, ...givenClipping({ clipValue, clipNorm }) },
    { learningRate: 'positive', ...clippingRanges },
  );
}
