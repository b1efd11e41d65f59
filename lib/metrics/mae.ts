import type { Description } from '../types.js';
import { ExactSum } from './ExactSum.js';
import type { Metric } from './Metric.js';
import type { Quantity } from './Quantity.js';

/**
 * Mean absolute error, in the target's own unit.
 *
 * Over all elements where arrays (a horizon) or records (several targets) are predicted. `undefined` before any observation.
 * The errors are summed exactly, so a window over it does not drift. An error that is not finite, or beyond 1e292, makes
 * the value `Infinity` while it is in. Agrees with River's `MAE` and, chunk by chunk, with ADLStream's.
 *
 * @example
 * ```ts
 * import { mae } from 'adlstream/metrics';
 *
 * const part = mae().create();
 * part.update(20, 21);
 * part.update([1, 2], [1, 4]);
 * console.log(part.value); // 1
 * ```
 */
export function mae(): Description<Metric<Quantity>> {
  return { name: 'mae', create: (saved) => new MeanAbsoluteError(saved as State | undefined) };
}

type State = { readonly elements: number; readonly infinite: number; readonly sum: readonly number[] };

const isArray = (quantity: Quantity): quantity is readonly Quantity[] => Array.isArray(quantity);

/** Below it, 2^53 errors add up to a finite sum. */
const largest = 2 ** 970;

class MeanAbsoluteError implements Metric<Quantity> {
  readonly #sum: ExactSum;
  #elements: number;
  #infinite: number;

  constructor(saved: State = { elements: 0, infinite: 0, sum: [] }) {
    this.#elements = saved.elements;
    this.#infinite = saved.infinite;
    this.#sum = new ExactSum(saved.sum);
  }

  update(truth: Quantity, predicted: Quantity): void {
    this.#count(truth, predicted, 1);
  }

  revert(truth: Quantity, predicted: Quantity): void {
    this.#count(truth, predicted, -1);
  }

  get value(): number | undefined {
    if (this.#elements === 0) return undefined;
    return this.#infinite > 0 ? Infinity : this.#sum.value / this.#elements;
  }

  save(): State {
    return { elements: this.#elements, infinite: this.#infinite, sum: this.#sum.save() };
  }

  #count(truth: Quantity, predicted: Quantity, sign: 1 | -1): void {
    if (typeof truth === 'number') {
      this.#elements += sign;
      const error = Math.abs(truth - (predicted as number));
      if (error < largest) this.#sum.add(sign * error);
      else this.#infinite += sign;
    } else if (isArray(truth)) {
      for (let i = 0; i < truth.length; i++) this.#count(truth[i]!, (predicted as typeof truth)[i]!, sign);
    } else {
      for (const name in truth) this.#count(truth[name]!, (predicted as typeof truth)[name]!, sign);
    }
  }
}
