import type { Optimizer } from '../../../optimizers/Optimizer.js';

/** A number that depends on the number of rows: base + perRow · rows. */
export interface Affine {
  readonly base: number;
  readonly perRow: number;
}

/**
 * A model's training step and prediction, as plain data: it survives structured cloning and JSON, so that a worker which is
 * handed one needs no tfjs. Addresses are bytes in the kernels' memory, which is laid out as
 *
 *     settings | dropout counters | constants | train words | weighted words | predict words | weights | optimizer's slots | area
 *
 * of which only the area, with inputs and intermediate values, grows with the number of rows.
 */
export interface FastProgram {
  readonly shapes: readonly (readonly number[])[];
  readonly inputSize: number;
  readonly outputs: number;
  readonly optimizer: Optimizer;
  readonly seed: number;
  /** Where the optimizer's settings are. */
  readonly settings: number;
  readonly constants: readonly ConstantBlock[];
  readonly weights: number;
  readonly weightsSize: number;
  /** The optimizer's moments: each slot is `slotSize` floats for all that is trained. */
  readonly slots: number;
  readonly slotSize: number;
  readonly train: TrainPhase;
  /** The step on rows with weights, where the program was made with it. */
  readonly weighted?: TrainPhase;
  readonly predict: PredictPhase;
}

export interface ConstantBlock {
  readonly at: number;
  readonly data: readonly number[];
}

/** A number that differs with the number of rows, such as 1 / rows. */
export interface RowConstant {
  readonly at: number;
  readonly form: 'affine' | 'reciprocal';
  readonly base: number;
  readonly perRow: number;
}

/** What both programs have. */
export interface Phase {
  /** Where the words are put, and what they are for 0 rows. */
  readonly at: number;
  readonly words: readonly number[];
  /** Pairs: the index of a word, and what each row adds to it. */
  readonly perRow: readonly number[];
  readonly rowConstants: readonly RowConstant[];
  /** The end of the memory that it needs. */
  readonly end: Affine;
  readonly x: Affine;
}

export interface TrainPhase extends Phase {
  readonly y: Affine;
  /** The rows' weights, of the weighted step. */
  readonly w?: Affine;
  readonly loss: Affine;
  readonly masks: readonly Mask[];
  /** Where each gradient is after a step, by the weight's index. */
  readonly gradients: readonly { readonly index: number; readonly at: Affine }[];
}

export interface PredictPhase extends Phase {
  readonly output: Affine;
}

/** A dropout layer's mask is made by the program; the run only leaves the hash of seed, layer and step for it. */
export interface Mask {
  readonly counter: number;
  readonly layer: number;
}
