import type * as Tf from '@tensorflow/tfjs';
import { hash } from '../layers/hash.js';

/** Glorot uniform initial weights of a model's n-th kernel; with one seed for all, kernels would begin alike. */
export function glorot(tf: typeof Tf, seed: number, kernel: number): ReturnType<typeof Tf.initializers.glorotUniform> {
  return tf.initializers.glorotUniform({ seed: hash(seed, kernel) });
}
