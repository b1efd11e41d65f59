import type { Metric } from '../metrics/Metric.js';
import type { Description, PlainData } from '../types.js';
import type { Accumulated } from './Accumulation.js';

export type SavedChunk = { readonly metric: PlainData; readonly passed: number; readonly undefinedChunks: number };

/** Cuts a stream into chunks of equal length and hands on the metric of each; a metric alone per chunk. */
export abstract class OverChunks<V> implements Accumulated<V> {
  readonly #description: Description<Metric<V>>;
  readonly #length: number;
  #metric: Metric<V>;
  /** Instances in the open chunk, observed or skipped. */
  #passed: number;
  #undefinedChunks: number;

  constructor(description: Description<Metric<V>>, length: number, saved?: SavedChunk) {
    this.#description = description;
    this.#length = length;
    this.#metric = description.create(saved?.metric);
    this.#passed = saved?.passed ?? 0;
    this.#undefinedChunks = saved?.undefinedChunks ?? 0;
  }

  abstract readonly value: number | undefined;
  abstract save(): PlainData;
  /** Takes the metric of a chunk; `undefined` where it has no finite value. */
  protected abstract add(score: number | undefined): void;

  update(truth: V, predicted: V): void {
    this.#metric.update(truth, predicted);
    this.skip();
  }

  skip(): void {
    if (++this.#passed === this.#length) this.#close();
  }

  end(): boolean {
    if (this.#passed === 0) return false;
    this.#close();
    return true;
  }

  get undefinedChunks(): number {
    return this.#undefinedChunks;
  }

  protected saveChunk(): SavedChunk {
    return { metric: this.#metric.save(), passed: this.#passed, undefinedChunks: this.#undefinedChunks };
  }

  #close(): void {
    const { value } = this.#metric;
    const defined = value !== undefined && Number.isFinite(value);
    if (!defined) this.#undefinedChunks++;
    this.add(defined ? value : undefined);
    this.#metric = this.#description.create();
    this.#passed = 0;
  }
}
