import type { ObservableInput } from 'rxjs';
import type { Batch, LabelledBatch, LearnerState } from '../engine/Learner.js';
import type { Snapshot } from '../types.js';

/** A way to ask a worker: a function from a request to its reply, so that a spec can hand in `cold('--r|')`. */
export type Port<Request, Reply> = (request: Request) => ObservableInput<Reply>;

/** Rows to be answered from one snapshot. */
export interface PredictRequest {
  readonly _tag: 'Predict';
  readonly batch: Batch;
  /** The snapshot to answer from, where that is another than the last one given; it rides along, so that it costs no round trip. */
  readonly snapshot?: Snapshot;
}

/** The answer to a PredictRequest. */
export interface PredictReply {
  readonly _tag: 'Predicted';
  readonly outputs: Float32Array;
  /** The snapshot that answered; the context refuses an answer from another than it asked for. */
  readonly version: number;
  readonly computeMs: number;
}

/** One training: the window from oldest to newest, in steps of `batchSize` rows. */
export interface TrainRequest {
  readonly _tag: 'Train';
  readonly batch: LabelledBatch;
  readonly batchSize: number;
  /** The number of the first gradient step of this training, counted from 1. */
  readonly step: number;
  /** What the snapshot that comes of it is to be called. */
  readonly version: number;
  readonly labelsDone: number;
  /** How many times the window is walked. @default 1 */
  readonly walks?: number;
  /** Whether the learner's state is to come with the reply. */
  readonly saves?: boolean;
  /**
   * What the trainer does where loss or weights come out not finite: it goes back to before this training, or to the newest
   * of its states that was asked for (`saves`), the initial one included; and replies with those weights. Without: it goes on.
   */
  readonly onNotFinite?: 'skipBatch' | 'restoreSnapshot';
}

/** The answer to a TrainRequest. */
export interface TrainReply {
  readonly _tag: 'Trained';
  /** The mean loss over the steps of this training; also of one that was undone. */
  readonly loss: number;
  /** Whether the weights are finite, where the worker knows; else whoever publishes them looks. */
  readonly isFinite?: boolean;
  /** Whether the training came out not finite and was undone. */
  readonly undone?: true;
  readonly snapshot: Snapshot;
  /** Where it was asked for: with the snapshot's weights it is all that another trainer needs to go on. */
  readonly state?: LearnerState;
  readonly trainMs: number;
}
