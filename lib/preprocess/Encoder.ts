import type { Stateful } from '../types.js';

/** A running encoding of vectors. It learns from a vector, then transforms it; what it learned is bounded in size. */
export interface Encoder extends Stateful {
  learn(x: Float32Array): void;
  /** @returns a new vector, which is of one length for all vectors of one length. */
  transform(x: Float32Array): Float32Array;
}
