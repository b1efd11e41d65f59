import type { Description } from '../types.js';
import type { Metric } from './Metric.js';

/**
 * Cohen's kappa: how far the predictions agree with the labels beyond what their frequencies alone would give.
 *
 * `(po - pe) / (1 - pe)`, where `po` is the accuracy and `pe` the sum over the classes of the share of labels times the
 * share of predictions. At most 1; 0 for guessing by frequency, negative for worse. `undefined` before any observation, and
 * while labels and predictions together show one class only: there `pe` is 1 (River says 0, ADLStream 1, scikit-learn NaN).
 * Elsewhere it agrees with River's `CohenKappa`. It keeps two counts per class.
 *
 * @see Cohen, "A coefficient of agreement for nominal scales" (1960)
 * @example
 * ```ts
 * import { kappa } from 'adlstream/metrics';
 *
 * const part = kappa().create();
 * for (const [truth, predicted] of [['a', 'a'], ['a', 'a'], ['b', 'b'], ['b', 'a']] as const) part.update(truth, predicted);
 * console.log(part.value); // 0.5
 * ```
 */
export function kappa(): Description<Metric<string>> {
  return { name: 'kappa', create: (saved) => new Kappa(saved as Counts | undefined) };
}

type Counts = {
  readonly agreed: number;
  readonly classes: readonly (readonly [name: string, labels: number, predictions: number])[];
};

class Kappa implements Metric<string> {
  readonly #classes = new Map<string, { labels: number; predictions: number }>();
  #observed = 0;
  #agreed: number;

  constructor(saved: Counts = { agreed: 0, classes: [] }) {
    this.#agreed = saved.agreed;
    for (const [name, labels, predictions] of saved.classes) {
      this.#classes.set(name, { labels, predictions });
      this.#observed += labels;
    }
  }

  update(truth: string, predicted: string): void {
    this.#observed++;
    const counts = this.#countsOf(truth);
    counts.labels++;
    if (truth === predicted) {
      counts.predictions++;
      this.#agreed++;
    } else this.#countsOf(predicted).predictions++;
  }

  revert(truth: string, predicted: string): void {
    this.#observed--;
    const counts = this.#countsOf(truth);
    counts.labels--;
    if (truth === predicted) {
      counts.predictions--;
      this.#agreed--;
    } else {
      const others = this.#countsOf(predicted);
      others.predictions--;
      if (others.labels + others.predictions === 0) this.#classes.delete(predicted);
    }
    if (counts.labels + counts.predictions === 0) this.#classes.delete(truth);
  }

  get value(): number | undefined {
    // Times the square of the count, so that there is one rounding only.
    const all = this.#observed * this.#observed;
    let byChance = 0;
    for (const { labels, predictions } of this.#classes.values()) byChance += labels * predictions;
    return byChance === all ? undefined : (this.#agreed * this.#observed - byChance) / (all - byChance);
  }

  save(): Counts {
    const classes = Array.from(
      this.#classes,
      ([name, { labels, predictions }]) => [name, labels, predictions] as const,
    );
    return { agreed: this.#agreed, classes };
  }

  #countsOf(name: string): { labels: number; predictions: number } {
    let counts = this.#classes.get(name);
    if (counts === undefined) {
      counts = { labels: 0, predictions: 0 };
      this.#classes.set(name, counts);
    }
    return counts;
  }
}
