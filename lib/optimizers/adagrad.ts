import { checkRanges } from './checkRanges.js';

/** What `adagrad()` gives. */
export type Adagrad = {
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
}: {
  readonly learningRate?: number;
  readonly initialAccumulator?: number;
  readonly epsilon?: number;
} = {}): Adagrad {
  return checkRanges(
    { optimizer: 'adagrad', learningRate, initialAccumulator, epsilon },
    { learningRate: 'positive', initialAccumulator: 'notNegative', epsilon: 'positive' },
  );
}
