import type { PlainData } from '../types.js';

/** Oldest first. */
export type SavedWindow = { readonly truths: readonly PlainData[]; readonly predictions: readonly PlainData[] };

/** The newest observations, up to a length. */
export class Window<V> {
  readonly #length: number;
  readonly #truths: V[];
  readonly #predictions: V[];
  /** Where the next observation goes: onto the oldest, once the window is full. */
  #next: number;

  constructor(length: number, saved: SavedWindow = { truths: [], predictions: [] }) {
    this.#length = length;
    this.#truths = [...(saved.truths as readonly V[])];
    this.#predictions = [...(saved.predictions as readonly V[])];
    this.#next = this.#truths.length % length;
  }

  get full(): boolean {
    return this.#truths.length === this.#length;
  }

  /** Of a full window. */
  get oldestTruth(): V {
    return this.#truths[this.#next]!;
  }

  /** Of a full window. */
  get oldestPrediction(): V {
    return this.#predictions[this.#next]!;
  }

  push(truth: V, predicted: V): void {
    this.#truths[this.#next] = truth;
    this.#predictions[this.#next] = predicted;
    this.#next = this.#next + 1 === this.#length ? 0 : this.#next + 1;
  }

  /** From the oldest to the newest. */
  forEach(visit: (truth: V, predicted: V) => void): void {
    const held = this.#truths.length;
    for (let i = 0; i < held; i++) {
      const at = this.full ? (this.#next + i) % held : i;
      visit(this.#truths[at]!, this.#predictions[at]!);
    }
  }

  save(): SavedWindow {
    const truths: PlainData[] = [];
    const predictions: PlainData[] = [];
    this.forEach((truth, predicted) => {
      truths.push(truth as PlainData);
      predictions.push(predicted as PlainData);
    });
    return { truths, predictions };
  }
}
