import { Fifo } from '../context/Fifo.js';
import { fromPlain, toPlain } from '../context/plain.js';
import type { Id, Instance, Label, Labelled, PlainData, Stateful } from '../types.js';

/** The sizes of a moving window. */
export interface WindowSizes {
  /** Rows in one window. */
  readonly past: number;
  /** Rows from a window's last to the first that is forecast from it. */
  readonly shift: number;
  /** Rows that are forecast from one window; `undefined` is one, whose label is no array. */
  readonly horizon: number | undefined;
  /** The features that go into a window, in this order; all where `undefined`. */
  readonly inputs: readonly number[] | undefined;
}

interface Saved<S> {
  readonly x: Float32Array | null;
  readonly rows: number;
  readonly ids: readonly Id[];
  readonly labels: readonly S[];
}

/** The newest rows, the labels that belong to one forecast, and the windows whose label is not complete. */
export class RowWindow<V, S> implements Stateful {
  readonly #sizes: WindowSizes;
  /** Rows from a window's last to the one that completes its label. */
  readonly #lag: number;
  readonly #ids = new Fifo<Id>();
  #labels: S[] = [];
  #rows = 0;
  #x: Float32Array | undefined;

  constructor(sizes: WindowSizes, saved?: PlainData) {
    this.#sizes = sizes;
    this.#lag = sizes.shift + (sizes.horizon ?? 1) - 1;
    if (saved === undefined) return;
    const { x, rows, ids, labels } = fromPlain(saved) as Saved<S>;
    this.#x = x ?? undefined;
    this.#rows = rows;
    this.#labels = [...labels];
    for (const id of ids) this.#ids.push(id);
  }

  /** @returns why these features cannot be part of the window. */
  wrongWith(x: Float32Array): string | undefined {
    const { past, inputs } = this.#sizes;
    const features = inputs?.length ?? x.length;
    if (this.#x !== undefined && this.#x.length !== past * features) {
      return `has ${features} features where the window has ${this.#x.length / past}`;
    }
    for (let i = 0; i < features; i++) {
      const input = inputs === undefined ? i : inputs[i]!;
      const value = x[input];
      if (value === undefined) return `has ${x.length} features, so there is no feature ${input}`;
      if (value - value !== 0) return `feature ${input} is ${value}; only finite numbers can be learned from`;
    }
    return undefined;
  }

  /** Takes in a row and puts out, in order, the label that it completes and the window that it ends. */
  add<Row>(row: Labelled<S, Row>, put: (element: Instance<Row> | Label<V>) => void): void {
    const { past, horizon = 1, inputs } = this.#sizes;
    const features = inputs?.length ?? row.x.length;
    this.#x ??= new Float32Array(past * features);
    const x = this.#x;
    x.copyWithin(0, features);
    const last = x.length - features;
    if (inputs === undefined) x.set(row.x, last);
    else for (let i = 0; i < features; i++) x[last + i] = row.x[inputs[i]!]!;
    this.#labels.push(row.y);
    if (this.#labels.length > horizon) this.#labels.shift();
    if (this.#rows < past) this.#rows++;
    if (this.#rows < past) return;

    this.#ids.push(row.id);
    const label = this.#ids.length > this.#lag ? this.#label(this.#ids.shift()!) : undefined;
    // A window whose own last row completes its label still goes first.
    if (label !== undefined && this.#lag > 0) put(label);
    const window = { id: row.id, x: x.slice(), row: row.row };
    put(row.weight === undefined ? window : { ...window, weight: row.weight });
    if (label !== undefined && this.#lag === 0) put(label);
  }

  save(): PlainData {
    const ids = Array.from({ length: this.#ids.length }, (_, i) => this.#ids.at(i));
    return toPlain({ x: this.#x ?? null, rows: this.#rows, ids, labels: this.#labels }) ?? null;
  }

  #label(id: Id): Label<V> {
    const y = this.#sizes.horizon === undefined ? this.#labels[0] : this.#labels.slice();
    return { id, y: y as V };
  }
}
