import type { Encoder } from './Encoder.js';

/** A running rescaling of vectors: an encoder that gives vectors of the same length, and leads back. */
export interface Scaler extends Encoder {
  /** Undoes `transform` with what is learned now; exactly so only where nothing was clipped. */
  inverse(x: Float32Array): Float32Array;
}
