import { checkRanges } from './checkRanges.js';

/** What `momentum()` gives. */
export type Momentum = { readonly optimizer: 'momentum'; readonly learningRate: number; readonly momentum: number };

/**
 * Gradient descent with momentum: `a ← momentum · a + g`, `w ← w − learningRate · a`, from `a = 0`.
 *
 * - `learningRate`: Above 0. Default 0.01.
 * - `momentum`: From 0, which is `sgd`, up to but not 1. Default 0.9.
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
}: {
  readonly learningRate?: number;
  readonly momentum?: number;
} = {}): Momentum {
  return checkRanges(
    { optimizer: 'momentum', learningRate, momentum },
    { learningRate: 'positive', momentum: 'belowOne' },
  );
}
