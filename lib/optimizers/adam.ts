import { type Clipping, clippingRanges, givenClipping } from './Clipping.js';
import { checkRanges } from './checkRanges.js';

/** What `adam()` gives. */
export type Adam = Clipping & {
  readonly optimizer: 'adam';
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
};

/**
 * Adam: steps of the gradient's running mean over the root of its running mean square, both corrected for their start at 0.
 *
 * `m ← beta1 · m + (1 − beta1) · g`, `v ← beta2 · v + (1 − beta2) · g²`,
 * `w ← w − learningRate · m̂ / (√v̂ + epsilon)`, where `m̂ = m / (1 − beta1ᵗ)`, `v̂ = v / (1 − beta2ᵗ)` at the t-th step.
 *
 * Keras adds `epsilon` to the root of the uncorrected `v`, so it differs where gradients are small; tfjs and PyTorch do as here.
 *
 * - `learningRate`: Above 0. Default 0.001.
 * - `beta1`: From 0 up to but not 1. Default 0.9.
 * - `beta2`: From 0 up to but not 1. Default 0.999.
 * - `epsilon`: Keeps the divisor from 0; above 0. Default 1e-7.
 * - `clipValue`, `clipNorm`: See `Clipping`. Default: none.
 *
 * @throws ConfigError where a parameter is out of its range.
 * @see Kingma and Ba (2015). Agrees with tfjs's `tf.train.adam` to the bit.
 * @example
 * import { adam } from 'adlstream/optimizers';
 *
 * console.log(adam().learningRate); // 0.001
 */
export function adam({
  learningRate = 0.001,
  beta1 = 0.9,
  beta2 = 0.999,
  epsilon = 1e-7,
  clipValue,
  clipNorm,
}: Clipping & {
  readonly learningRate?: number;
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
} = {}): Adam {
  return checkRanges<Adam>(
    { optimizer: 'adam', learningRate, beta1, beta2, epsilon, ...givenClipping({ clipValue, clipNorm }) },
    { learningRate: 'positive', beta1: 'belowOne', beta2: 'belowOne', epsilon: 'positive', ...clippingRanges },
  );
}
