import { createHash } from 'node:crypto';
import type { Id, Prediction } from '../lib/types.js';

/** SHA-256 over all predictions, without clocks: two runs that agree to the byte have the same. */
export class Digest {
  readonly #hash = createHash('sha256');
  #lines = '';

  static of(weights: Float32Array): string {
    return createHash('sha256')
      .update(new Uint8Array(weights.buffer, weights.byteOffset, weights.byteLength))
      .digest('hex');
  }

  add(id: Id, { output, value, version, labelsDone }: Prediction<unknown>): void {
    this.#lines += `${id},${value},${output.join(',')},${version},${labelsDone}\n`;
    if (this.#lines.length > 65_536) this.#flush();
  }

  value(): string {
    this.#flush();
    return this.#hash.copy().digest('hex');
  }

  #flush(): void {
    this.#hash.update(this.#lines);
    this.#lines = '';
  }
}
