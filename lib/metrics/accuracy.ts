import type { Description } from '../types.js';
import type { Metric } from './Metric.js';

/**
 * The share of predictions that are right.
 *
 * Between 0 and 1; `undefined` before any observation. Agrees with River's `Accuracy`.
 *
 * @example
 * ```ts
 * import { accuracy } from 'adlstream/metrics';
 *
 * const part = accuracy().create();
 * part.update('up', 'up');
 * part.update('up', 'down');
 * console.log(part.value); // 0.5
 * ```
 */
export function accuracy(): Description<Metric<string>> {
  return { name: 'accuracy', create: (saved) => new Accuracy(saved as Counts | undefined) };
}

type Counts = { readonly observed: number; readonly right: number };

class Accuracy implements Metric<string> {
  #observed: number;
  #right: number;

  constructor(saved: Counts = { observed: 0, right: 0 }) {
    this.#observed = saved.observed;
    this.#right = saved.right;
  }

  update(truth: string, predicted: string): void {
    this.#observed++;
    if (truth === predicted) this.#right++;
  }

  revert(truth: string, predicted: string): void {
    this.#observed--;
    if (truth === predicted) this.#right--;
  }

  get value(): number | undefined {
    return this.#observed === 0 ? undefined : this.#right / this.#observed;
  }

  save(): Counts {
    return { observed: this.#observed, right: this.#right };
  }
}
