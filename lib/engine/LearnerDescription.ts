import type { Model, ModelBuilder, ModuleReference } from '../models/Model.js';
import type { Optimizer } from '../optimizers/Optimizer.js';

/**
 * What computes. `auto` is the first of `fast`, `wasm` and `cpu` that does what the network needs; in a process that is pinned
 * to a GPU it is `tensorflow`, if that can be had.
 */
export type EngineName = 'auto' | 'fast' | 'tensorflow' | 'webgpu' | 'wasm' | 'cpu';

/** A network that a builder has made, as plain data: so it travels to another thread, where no function can. */
export interface BuiltModel {
  readonly topology: object;
  /** In the order of `Learner.weights`. */
  readonly weights: Float32Array;
}

/** All that an engine needs to make a learner. */
export interface LearnerDescription {
  readonly model: Model | ModelBuilder | ModuleReference | BuiltModel;
  readonly optimizer: Optimizer;
  /**
   * `undefined`: from the target. Classes: softmax cross-entropy from logits; values: mean squared error. A built-in model
   * then ends in a linear layer, and `predict` gives class probabilities. A name: tfjs's loss of that name on the model's
   * output as it is; a built-in model then ends in the target's activation (softmax for classes).
   */
  readonly loss: string | ModuleReference | undefined;
  readonly target: 'Classes' | 'Values';
  /** One instance's shape, without the batch. */
  readonly inputShape: readonly number[];
  readonly outputs: number;
  /** How many outputs belong to one step of a horizon. @default all */
  readonly width?: number;
  readonly seed: number;
  /** The size that `predict` is asked in where the engine is not row-wise by itself. */
  readonly batchSize: number;
}
