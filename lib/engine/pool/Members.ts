import type { Optimizer } from '../../optimizers/Optimizer.js';
import type { Eventually } from '../Learner.js';

export type View = 'scaled' | 'encoded';

/** One member, as all kinds of members need to know it. */
export interface MemberSpec {
  /** Its number in the pool. */
  readonly member: number;
  readonly optimizer: Optimizer;
  readonly view: View;
  /** Whether it also learns from rows that are replayed. */
  readonly replays: boolean;
}

/** What members learn from in one step: the first rows of the views are new, the others are replayed. */
export interface Lesson {
  readonly fresh: number;
  readonly rows: number;
  /** What is to be answered to each row: one-hot classes, or scaled values. */
  readonly targets: Float32Array;
  /** What each row's loss is multiplied by; `undefined` where all are 1. */
  readonly weights: Float32Array | undefined;
  /** Of values: an error counts as no more than this. */
  readonly limit: number;
  readonly step: number;
}

/**
 * Some of a pool's members, computed together.
 *
 * Answers lie in one array: of row r and member m of M, with K outputs each, from `(r · M + m) · K` on. All that they learn lies in
 * weights that can be written elsewhere, but for what only training needs, which is their state.
 */
export interface Members {
  readonly shapes: readonly (readonly number[])[];
  /** How many floats their weights are. */
  readonly size: number;
  /** Answers the first `rows` rows of the views. */
  answer(rows: number, answers: Float32Array): Eventually<void>;
  /**
   * One step. Before it the new rows are answered: with the weights of so many steps ago as lie between an instance's prediction
   * and its training.
   */
  train(lesson: Lesson, answers: Float32Array): Eventually<void>;
  /** Members whose weights are not finite start over. @returns which. */
  restartBroken(): Eventually<readonly number[]>;
  /** Writes their weights to `to`, from `at` on. */
  write(to: Float32Array, at: number): Eventually<void>;
  /** Goes on from weights that were written. */
  read(from: Float32Array, at: number): void;
  save(): Eventually<Float32Array>;
  restore(saved: Float32Array): void;
  dispose(): void;
}
