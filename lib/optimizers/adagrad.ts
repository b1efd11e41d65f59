import { type Clipping, clippingRanges, givenClipping } from './Clipping.js';
import { checkRanges } from './checkRanges.js';

/** What `adagrad()` gives. */
export type Adagrad = Clipping & {
  readonly optimizer: 'adagrad';
  readonly learningRate: number;
  readonly initialAccumulator: number;
  readonly epsilon: number;
};

/**
 * Adagrad: `s ← s + g²`, `w ← w − learningRate · g / √(s + epsilon)`, from `s = initialAccumulator`.
 *
 * `s` only grows, so steps shrink for good: on a stream that drifts, another optimizer learns on.
 *
 * - `learningRate`: Above 0. Default 0.001.
 * - `initialAccumulator`: From 0 up. Default 0.1.
 * - `epsilon`: Keeps the divisor from 0; above 0. Default 1e-7.
 * - `clipValue`, `clipNorm`: See `Clipping`. Default: none.
 *
 * @throws ConfigError where a parameter is out of its range.
 * @see Duchi, Hazan and Singer (2011). Agrees with tfjs's `tf.train.adagrad` to the bit, and with Keras' `Adagrad`.
 * @example
 * import { adagrad } from 'adlstream/optimizers';
 *
 * console.log(adagrad({ learningRate: 0.1 }).initialAccumulator); // 0.1
 */
export function adagrad({
  learningRate = 0.001,
  initialAccumulator = 0.1,
  epsilon = 1e-7,
  clipValue,
  clipNorm,
}: Clipping & {
  readonly learningRate?: number;
  readonly initialAccumulator?: number;
  readonly epsilon?: number;
} = {}): Adagrad {
  return checkRanges<Adagrad>(
    { optimizer: 'adagrad', learningRate, initialAccumulator, epsilon, ...givenClipping({ clipValue, clipNorm }) },
    { learningRate: 'positive', initialAccumulator: 'notNegative', epsilon: 'positive', ...clippingRanges },
  );
}
