/**
 * How an optimizer moves weights: plain JavaScript over flat arrays, for engines that have nothing better.
 *
 * Every product, sum, quotient and root is rounded to float32 by itself, in the order in which tfjs 4.22 computes them, so
 * that its optimizers give the same bytes. What is left of a moment below the smallest normal float32 is flushed to 0: it is
 * too small to move any weight, and arithmetic on it is several times slower.
 */
export interface Update {
  /** The moments, flat: with the number of steps they are all that there is to save. Written to by `apply`. */
  readonly moments: Float32Array;
  /** One step, in place; gradients may be changed too. @param t counts the steps that these moments have taken part in, from 1. */
  apply(weights: Float32Array, gradients: Float32Array, t: number): void;
}

/** The smallest normal float32. */
export const SMALLEST_NORMAL = 2 ** -126;
