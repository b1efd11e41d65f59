/** Rows of features, one after the other: `x.length === rows * width`. */
export interface Batch {
  readonly x: Float32Array;
  readonly rows: number;
}

/** A batch with its encoded labels: `y.length === rows * outputs`. */
export interface LabelledBatch extends Batch {
  readonly y: Float32Array;
  /** What each row's loss is multiplied by: `w.length === rows`, each finite and 0 or more. @default 1 for every row */
  readonly w?: Float32Array;
}

/** What a learner needs beside its weights to go on training as if nothing had happened: optimizer moments and the like. */
export interface LearnerState {
  readonly arrays: Float32Array;
  readonly step: number;
}

/** At once, or a promise of it. */
export type Eventually<T> = T | Promise<T>;

/**
 * The one interface between the stream side and the computing side.
 *
 * It replies at once where its engine can (all but WebGPU), so that an inline pipe stays synchronous. It learns only in
 * `train`; all that `predict` needs lies in `weights()`; `predict` is row-wise: a row's bytes do not depend on which rows
 * ride along. Random choices come from the seed and `step`, never from a generator's history.
 */
export interface Learner {
  /** Where it computes, where that is not the CPU: `GPU`, or an adapter's name. @default 'CPU' */
  readonly device?: string;
  /** The shapes of the weights, in the order of `weights()`. */
  readonly shapes: readonly (readonly number[])[];
  /**
   * One gradient step; `step` counts them from 1. What is minimised is the sum of the rows' losses, each times its weight,
   * divided by `rows`, as Keras's `sum_over_batch_size` does. @returns that loss, before the step.
   */
  train(batch: LabelledBatch, step: number): Eventually<number>;
  /** @returns `rows * outputs` numbers: class probabilities where classes are predicted. */
  predict(batch: Batch): Eventually<Float32Array>;
  /** @returns a copy of all weights, flat. */
  weights(): Eventually<Float32Array>;
  /** Whether all weights are finite; left out where that is not known without looking at each. */
  isFinite?(): boolean;
  load(weights: Float32Array): void;
  save(): Eventually<LearnerState>;
  restore(state: LearnerState): void;
  dispose(): void;
}
