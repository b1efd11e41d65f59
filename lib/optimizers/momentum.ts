import { type Clipping, clippingRanges, givenClipping } from './Clipping.js';
import { checkRanges } from './checkRanges.js';

/** What `momentum()` gives. */
export type Momentum = Clipping & {
  readonly optimizer: 'momentum';
  readonly learningRate: number;
  readonly momentum: number;
};

/**
 * Gradient descent with momentum: `a ← momentum · a + g`, `w ← w − learningRate · a`, from `a = 0`.
 *
 * - `learningRate`: Above 0. Default 0.01.
 * - `momentum`: From 0, which is `sgd`, up to but not 1. Default 0.9.
 * - `clipValue`, `clipNorm`: See `Clipping`. Default: none.
 *
 * @throws ConfigError where a parameter is out of its range.
 * @see Agrees with tfjs's `tf.train.momentum` to the bit. Keras' `SGD(momentum)` moves the weights alike.
 * @example
 * import { momentum } from 'adlstream/optimizers';
 *
 * console.log(momentum().momentum); // 0.9
 */
export function momentum({
  learningRate = 0.01,
  momentum = 0.9,
  clipValue,
  clipNorm,
}: Clipping & {
  readonly learningRate?: number;
  readonly momentum?: number;
} = {}): Momentum {
  return checkRanges<Momentum>(
    { optimizer: 'momentum', learningRate, momentum, ...givenClipping({ clipValue, clipNorm }) },
    { learningRate: 'positive', momentum: 'belowOne', ...clippingRanges },
  );
}
