import type { Quantity } from '../../metrics/Quantity.js';
import type { Description } from '../../types.js';
import type { Baseline } from './Baseline.js';

/** Says the mean of the labels so far, element by element. */
export function mean(): Description<Baseline<Quantity>> {
  return { name: 'mean', create: (saved) => new Mean(saved as State | undefined) };
}

type State = { readonly observed: number; readonly mean: Quantity | null };

class Mean implements Baseline<Quantity> {
  #observed: number;
  #mean: Quantity | undefined;

  constructor(saved: State = { observed: 0, mean: null }) {
    this.#observed = saved.observed;
    this.#mean = saved.mean ?? undefined;
  }

  guess(): Quantity | undefined {
    return this.#mean;
  }

  learn(truth: Quantity): void {
    this.#observed++;
    this.#mean = this.#mean === undefined ? truth : moved(this.#mean, truth, this.#observed);
  }

  save(): State {
    return { observed: this.#observed, mean: this.#mean ?? null };
  }
}

/** The mean with one more value. A new one where it has elements: a window may still hold the old one. */
function moved(mean: Quantity, value: Quantity, observed: number): Quantity {
  if (typeof mean === 'number') return mean + ((value as number) - mean) / observed;
  if (Array.isArray(mean)) {
    return mean.map((element: Quantity, i) => moved(element, (value as readonly Quantity[])[i]!, observed));
  }
  const means = mean as { readonly [name: string]: number };
  const values = value as typeof means;
  const all: { [name: string]: number } = {};
  for (const name in means) all[name] = means[name]! + (values[name]! - means[name]!) / observed;
  return all;
}
