import type { Metric } from '../metrics/Metric.js';
import type { Description, PlainData } from '../types.js';
import type { Accumulated, Accumulation } from './Accumulation.js';
import { checkCount } from './checkCount.js';
import { OverChunks, type SavedChunk } from './OverChunks.js';

/**
 * A metric over the newest whole chunk of `instances` observations.
 *
 * Chunks follow one another without overlap. `undefined` until the first is whole, and where the metric is `undefined` or
 * infinite on the newest one; such chunks are counted as `undefinedChunks`. After `end()` the value is that of the last,
 * shorter chunk, if one had begun. Agrees with ADLStream's `InterleavedChunkEvaluator`, which never scores that last one.
 *
 * @throws ConfigError where `instances` is not a whole number from 1 on.
 * @example
 * ```ts
 * import { chunks } from 'adlstream/evaluate';
 * import { accuracy } from 'adlstream/metrics';
 *
 * const part = chunks(2).of(accuracy()).create();
 * for (const predicted of ['down', 'up', 'up']) part.update('up', predicted);
 * console.log(part.value); // 0.5
 * part.end?.();
 * console.log(part.value); // 1
 * ```
 */
export function chunks(instances: number): Accumulation {
  checkCount('chunks', instances);
  return {
    of: <V>(metric: Description<Metric<V>>) => ({
      name: `chunks(${instances}, ${metric.name})`,
      create: (saved?: PlainData): Accumulated<V> => new Newest(metric, instances, saved as State | undefined),
    }),
  };
}

type State = SavedChunk & { readonly newest: number | null };

class Newest<V> extends OverChunks<V> {
  #newest: number | undefined;

  constructor(description: Description<Metric<V>>, length: number, saved?: State) {
    super(description, length, saved);
    this.#newest = saved?.newest ?? undefined;
  }

  override get value(): number | undefined {
    return this.#newest;
  }

  override save(): State {
    return { ...this.saveChunk(), newest: this.#newest ?? null };
  }

  protected override add(score: number | undefined): void {
    this.#newest = score;
  }
}
