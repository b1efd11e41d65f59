import { ConfigError } from '../errors.js';
import type { Metric } from '../metrics/Metric.js';
import type { Description, PlainData } from '../types.js';
import type { Accumulated, Accumulation } from './Accumulation.js';
import { checkCount } from './checkCount.js';
import { OverChunks, type SavedChunk } from './OverChunks.js';

/** What `fading` takes. */
export interface FadingOptions {
  /** How many observations are scored at once. */
  readonly chunk: number;
  /** What a chunk's weight is multiplied by with each chunk that follows it; above 0, at most 1 (the plain mean). */
  readonly factor: number;
}

/**
 * The mean of a metric over chunks, older chunks weighing less and less.
 *
 * With every whole chunk's metric `L`: `S = L + factor · S`, `N = 1 + factor · N`; the value is `S / N`, `undefined` until
 * there is one. A chunk on which the metric is `undefined` or infinite is left out and counted as `undefinedChunks`. `end()`
 * lets the last, shorter chunk count like a whole one. Agrees with ADLStream's `PrequentialEvaluator`, which never scores
 * that last one.
 *
 * @throws ConfigError where `chunk` is not a whole number from 1 on, or `factor` not above 0 and at most 1.
 * @see Gama, Sebastião, Rodrigues, "On evaluating stream learning algorithms" (2013)
 * @example
 * ```ts
 * import { fading } from 'adlstream/evaluate';
 * import { accuracy } from 'adlstream/metrics';
 *
 * const part = fading({ chunk: 1, factor: 0.5 }).of(accuracy()).create();
 * for (const predicted of ['down', 'up']) part.update('up', predicted);
 * console.log(part.value?.toFixed(3)); // 0.667
 * ```
 */
export function fading({ chunk, factor }: FadingOptions): Accumulation {
  checkCount('fading.chunk', chunk);
  if (!(factor > 0 && factor <= 1)) {
    throw new ConfigError([{ option: 'fading.factor', value: factor, remedy: 'give a number above 0 and at most 1' }]);
  }
  return {
    of: <V>(metric: Description<Metric<V>>) => ({
      name: `fading(${chunk}, ${factor}, ${metric.name})`,
      create: (saved?: PlainData): Accumulated<V> => new Faded(metric, chunk, factor, saved as State | undefined),
    }),
  };
}

type State = SavedChunk & { readonly sum: number; readonly weight: number };

class Faded<V> extends OverChunks<V> {
  readonly #factor: number;
  #sum: number;
  #weight: number;

  constructor(description: Description<Metric<V>>, length: number, factor: number, saved?: State) {
    super(description, length, saved);
    this.#factor = factor;
    this.#sum = saved?.sum ?? 0;
    this.#weight = saved?.weight ?? 0;
  }

  override get value(): number | undefined {
    return this.#weight === 0 ? undefined : this.#sum / this.#weight;
  }

  override save(): State {
    return { ...this.saveChunk(), sum: this.#sum, weight: this.#weight };
  }

  protected override add(score: number | undefined): void {
    if (score === undefined) return;
    this.#sum = score + this.#factor * this.#sum;
    this.#weight = 1 + this.#factor * this.#weight;
  }
}
