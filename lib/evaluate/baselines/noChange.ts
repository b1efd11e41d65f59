import type { Description, PlainData } from '../../types.js';
import type { Baseline } from './Baseline.js';

/** Repeats the label that came last, as is custom; it may be fresher than any that the model could have learned. */
export function noChange<V>(): Description<Baseline<V>> {
  return { name: 'noChange', create: (saved) => new NoChange<V>(saved as State | undefined) };
}

/** Nothing, or the last label. */
type State = readonly PlainData[];

class NoChange<V> implements Baseline<V> {
  #last: V | undefined;

  constructor(saved: State = []) {
    this.#last = saved[0] as V | undefined;
  }

  guess(): V | undefined {
    return this.#last;
  }

  learn(truth: V): void {
    this.#last = truth;
  }

  save(): State {
    return this.#last === undefined ? [] : [this.#last as PlainData];
  }
}
