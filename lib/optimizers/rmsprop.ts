import { type Clipping, clippingRanges, givenClipping } from './Clipping.js';
import { checkRanges } from './checkRanges.js';

/** What `rmsprop()` gives. */
export type Rmsprop = Clipping & {
  readonly optimizer: 'rmsprop';
  readonly learningRate: number;
  readonly decay: number;
  readonly epsilon: number;
};

/**
 * RMSprop: `s ← decay · s + (1 − decay) · g²`, `w ← w − learningRate · g / √(s + epsilon)`, from `s = 0`.
 *
 * - `learningRate`: Above 0. Default 0.001.
 * - `decay`: How much of the mean square is kept (Keras: `rho`), from 0 up to but not 1. Default 0.9.
 * - `epsilon`: Keeps the divisor from 0; above 0. Default 1e-7.
 * - `clipValue`, `clipNorm`: See `Clipping`. Default: none.
 *
 * @throws ConfigError where a parameter is out of its range.
 * @see Tieleman and Hinton (2012). Agrees with tfjs's `tf.train.rmsprop` to the bit, and with Keras' `RMSprop`.
 * @example
 * import { rmsprop } from 'adlstream/optimizers';
 *
 * console.log(rmsprop({ learningRate: 0.01 }).decay); // 0.9
 */
export function rmsprop({
  learningRate = 0.001,
  decay = 0.9,
  epsilon = 1e-7,
  clipValue,
  clipNorm,
}: Clipping & {
  readonly learningRate?: number;
  readonly decay?: number;
  readonly epsilon?: number;
} = {}): Rmsprop {
  return checkRanges<Rmsprop>(
    { optimizer: 'rmsprop', learningRate, decay, epsilon, ...givenClipping({ clipValue, clipNorm }) },
    { learningRate: 'positive', decay: 'belowOne', epsilon: 'positive', ...clippingRanges },
  );
}
