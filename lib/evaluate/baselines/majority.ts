import type { Description, PlainData } from '../../types.js';
import type { Baseline } from './Baseline.js';

/** Names the class that was the label most often so far; of several, the one that got there first. */
export function majority<V>(): Description<Baseline<V>> {
  return { name: 'majority', create: (saved) => new Majority<V>(saved as State | undefined) };
}

/** The classes and how often each was the label; the one that leads comes first. */
type State = readonly (readonly [label: PlainData, count: number])[];

class Majority<V> implements Baseline<V> {
  readonly #counts = new Map<V, number>();
  #leader: V | undefined;
  #most = 0;

  constructor(saved: State = []) {
    for (const [label, count] of saved) this.#counts.set(label as V, count);
    if (saved[0] !== undefined) {
      this.#leader = saved[0][0] as V;
      this.#most = saved[0][1];
    }
  }

  guess(): V | undefined {
    return this.#leader;
  }

  learn(truth: V): void {
    const count = (this.#counts.get(truth) ?? 0) + 1;
    this.#counts.set(truth, count);
    if (count > this.#most) {
      this.#most = count;
      this.#leader = truth;
    }
  }

  save(): State {
    const counts = Array.from(this.#counts, ([label, count]) => [label as PlainData, count] as const);
    return counts.sort(([a], [b]) => Number(b === this.#leader) - Number(a === this.#leader));
  }
}
