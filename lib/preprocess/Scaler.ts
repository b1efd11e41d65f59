import type { Stateful } from '../types.js';

/** A running rescaling of vectors. It learns from a vector, then transforms it; what it learned is bounded in size. */
export interface Scaler extends Stateful {
  learn(x: Float32Array): void;
  /** @returns a new vector of the same length. */
  transform(x: Float32Array): Float32Array;
  /** Undoes `transform` with what is learned now; exactly so only where nothing was clipped. */
  inverse(x: Float32Array): Float32Array;
}
