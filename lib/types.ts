/** An instance's identity; labels that come later find their instance by it. */
export type Id = string | number;

/** One example: `x` holds the features, row-major in the model's input shape; `row` is what the source gave. */
export interface Instance<Row = unknown> {
  readonly id: Id;
  readonly x: Float32Array;
  readonly row: Row;
  /** What its loss is multiplied by in training: finite, 0 or more. Predictions and metrics do not depend on it. @default 1 */
  readonly weight?: number;
}

/** The truth of the instance with the same `id`, in the target's own terms. */
export interface Label<V> {
  readonly id: Id;
  readonly y: V;
}

/** An instance that carries its label. */
export type Labelled<V, Row = unknown> = Instance<Row> & Label<V>;

/** What the model answered. */
export interface Prediction<V> {
  /** The model's output: class probabilities, or values in the target's scale. */
  readonly output: Float32Array;
  /** The answer in the target's own terms: a class name, a number, a record, an array over the horizon. */
  readonly value: V;
  /** The snapshot that answered. */
  readonly version: number;
  /** The position in the label stream up to which that snapshot was done. */
  readonly labelsDone: number;
  /** The last label that snapshot had learned; `undefined` before any training. It is what a fair baseline repeats. */
  readonly lastLearned: V | undefined;
  /** Milliseconds from arrival to the request. */
  readonly waitMs: number;
  /** Milliseconds that the request took to compute. */
  readonly computeMs: number;
}

/** What carries a prediction. */
export interface Predicted<V> {
  readonly prediction: Prediction<V>;
}

/** An instance with its label and its prediction: what is trained on and evaluated. */
export type Scored<V> = Labelled<V> & Predicted<V>;

/** What a part's state is saved as: it survives structured cloning, and JSON but for the typed arrays. */
export type PlainData =
  | null
  | boolean
  | number
  | string
  | Float64Array
  | readonly PlainData[]
  | { readonly [key: string]: PlainData };

/** A part with a state: `create(part.save())` of its description goes on where the part stood. */
export interface Stateful {
  save(): PlainData;
}

/** What `minMax()` or `kappa()` give: plain, reusable; each `create` makes a part of its own. */
export interface Description<Part extends Stateful> {
  readonly name: string;
  create(saved?: PlainData): Part;
}

/** One published set of weights. Never written to again. */
export interface Snapshot {
  readonly _tag: 'Snapshot';
  /** Counts trainings from 0, the initial weights. */
  readonly version: number;
  /** The position in the label stream up to which this snapshot is done: learned, or skipped or evicted (and counted). */
  readonly labelsDone: number;
  /** All weights, one after the other, in the order of `shapes`. */
  readonly weights: Float32Array;
  readonly shapes: readonly (readonly number[])[];
}

/** What a context's BehaviorSubject holds. */
export type SnapshotState =
  | { readonly _tag: 'Starting' }
  | Snapshot
  | { readonly _tag: 'Failed'; readonly error: Error };

/** An instance or label that did not take its way through the pipe, and why. */
export type Rejected =
  | { readonly _tag: 'BadRow'; readonly row: unknown; readonly field: string; readonly reason: string }
  | { readonly _tag: 'Expired'; readonly instance: Instance }
  | { readonly _tag: 'Orphan' | 'Duplicate'; readonly label: Label<unknown> };

/** Said where the library has a choice to report. Shaped like pino's; `console` fits too. */
export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}
