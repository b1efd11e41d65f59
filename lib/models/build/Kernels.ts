import type * as Tf from '@tensorflow/tfjs';
import { hash } from '../layers/hash.js';

/** Initial weights for a model's kernels, one after the other; with one seed for all, kernels would begin alike. */
export class Kernels {
  #count = 0;

  constructor(
    private readonly tf: typeof Tf,
    private readonly seed: number,
  ) {}

  /** Glorot uniform, for the next kernel. */
  next(): ReturnType<typeof Tf.initializers.glorotUniform> {
    return this.tf.initializers.glorotUniform({ seed: hash(this.seed, this.#count++) });
  }
}
