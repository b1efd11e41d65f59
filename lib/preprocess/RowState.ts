import type { Description, PlainData, Stateful } from '../types.js';

type Saved = { readonly position: number; readonly features: readonly string[] | null; readonly last: Float64Array };

/** What `instances` knows of the rows so far. */
export class RowState implements Stateful {
  static readonly description: Description<RowState> = {
    name: 'instances',
    create: (saved) => new RowState(saved as Saved | undefined),
  };

  /** How many rows came. */
  position: number;
  #features: readonly string[] | undefined;
  #last: Float64Array;

  private constructor(
    { position, features, last }: Saved = { position: 0, features: null, last: new Float64Array(0) },
  ) {
    this.position = position;
    this.#features = features ?? undefined;
    this.#last = last.slice();
  }

  /** The fields that become features; those of the first row, where they were not named. */
  get features(): readonly string[] | undefined {
    return this.#features;
  }

  /** What each of the features was in the last row that was not bad; NaN where there was none. */
  get last(): Float64Array {
    return this.#last;
  }

  /** Takes other features; the last values of those that stay, stay. */
  setFeatures(features: readonly string[]): void {
    const last = features.map((feature) => this.#last[this.#features?.indexOf(feature) ?? -1] ?? Number.NaN);
    this.#features = features.slice();
    this.#last = Float64Array.from(last);
  }

  save(): PlainData {
    return { position: this.position, features: this.#features ?? null, last: this.#last.slice() };
  }
}
