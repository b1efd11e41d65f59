import type { Metric } from '../metrics/Metric.js';
import type { Description, PlainData } from '../types.js';
import type { Accumulation } from './Accumulation.js';
import { checkCount } from './checkCount.js';
import { type SavedWindow, Window } from './Window.js';

/**
 * A metric over the newest `instances` observations, or over all while there are fewer.
 *
 * The window is kept: memory grows with `instances`. An update costs the same whatever the length where the metric can
 * `revert`, as the library's can; otherwise the metric is computed anew over the window when its value is read. Agrees with
 * River's `utils.Rolling`.
 *
 * @throws ConfigError where `instances` is not a whole number from 1 on.
 * @example
 * ```ts
 * import { sliding } from 'adlstream/evaluate';
 * import { accuracy } from 'adlstream/metrics';
 *
 * const part = sliding(2).of(accuracy()).create();
 * for (const predicted of ['down', 'up', 'up']) part.update('up', predicted);
 * console.log(part.value); // 1
 * ```
 */
export function sliding(instances: number): Accumulation {
  checkCount('sliding', instances);
  return {
    of: <V>(metric: Description<Metric<V>>) => ({
      name: `sliding(${instances}, ${metric.name})`,
      create: (saved?: PlainData): Metric<V> =>
        metric.create().revert === undefined
          ? new Recomputed(metric, instances, saved as SavedWindow | undefined)
          : new Reverting(metric, instances, saved as SavedState | undefined),
    }),
  };
}

type SavedState = { readonly window: SavedWindow; readonly metric: PlainData };

/** Keeps the metric of the window up to date. */
class Reverting<V> implements Metric<V> {
  readonly #window: Window<V>;
  readonly #metric: Metric<V>;

  constructor(description: Description<Metric<V>>, length: number, saved?: SavedState) {
    this.#window = new Window(length, saved?.window);
    this.#metric = description.create(saved?.metric);
  }

  update(truth: V, predicted: V): void {
    const window = this.#window;
    if (window.full) this.#metric.revert!(window.oldestTruth, window.oldestPrediction);
    this.#metric.update(truth, predicted);
    window.push(truth, predicted);
  }

  get value(): number | undefined {
    return this.#metric.value;
  }

  save(): SavedState {
    return { window: this.#window.save(), metric: this.#metric.save() };
  }
}

/** Keeps the window only. */
class Recomputed<V> implements Metric<V> {
  readonly #description: Description<Metric<V>>;
  readonly #window: Window<V>;

  constructor(description: Description<Metric<V>>, length: number, saved?: SavedWindow) {
    this.#description = description;
    this.#window = new Window(length, saved);
  }

  update(truth: V, predicted: V): void {
    this.#window.push(truth, predicted);
  }

  get value(): number | undefined {
    const metric = this.#description.create();
    this.#window.forEach((truth, predicted) => {
      metric.update(truth, predicted);
    });
    return metric.value;
  }

  save(): SavedWindow {
    return this.#window.save();
  }
}
