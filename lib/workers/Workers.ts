import type { TimestampProvider } from 'rxjs';
import type { WorkerStats } from '../context/Stats.js';
import type { Compilation } from '../engine/Compilation.js';
import type { EngineName, LearnerDescription } from '../engine/LearnerDescription.js';
import type { ModuleReference } from '../models/Model.js';
import type { Logger } from '../types.js';
import type { Port, PredictReply, PredictRequest, TrainReply, TrainRequest } from './messages.js';

/** Where a context's two learners run. */
export interface Workers {
  /** In words, of both: `trainer thread, predictor inline`, `wasm`, `CPU`. */
  readonly kind: string;
  readonly engine: string;
  readonly device: string;
  /** Of each; `undefined` where a port stands in for the worker. */
  readonly roles: { readonly trainer: WorkerStats | undefined; readonly predictor: WorkerStats | undefined };
  readonly predictor: Port<PredictRequest, PredictReply>;
  readonly trainer: Port<TrainRequest, TrainReply>;
  /** The initial weights, which both start from. */
  readonly weights: Float32Array;
  readonly shapes: readonly (readonly number[])[];
  close(): Promise<void>;
}

/** What is to be heard from workers. */
export interface WorkersNews {
  /** One has died and is started again. */
  readonly restarted: () => void;
  /** So many labels a trainer had learned and took with it when it died. */
  readonly lost: (labels: number) => void;
}

/** What workers are started with. */
export interface WorkersOptions extends WorkersNews {
  readonly description: LearnerDescription;
  readonly engine: EngineName;
  /** What compiling the networks came to, for workers that run programs, where it is done for all. */
  readonly compilation?: Promise<Compilation | undefined>;
  /** Start from these weights instead of the seeded ones. */
  readonly weights?: Float32Array;
  /** Whether predictions may be asked from an older snapshot than the trainer's newest. */
  readonly olderSnapshots: boolean;
  /** Whether a trainer that was started anew repeats what the one before it had learned, to the same bytes. */
  readonly repeats: boolean;
  /** A worker that does not answer a heartbeat for so long while it owes an answer is given up. */
  readonly hangTimeoutMs: number;
  /** A worker is started again so often in a row, without an answer in between. */
  readonly maxRestarts: number;
  readonly clock: TimestampProvider;
  readonly logger: Logger;
  /** Another way to make a learner than the engines', imported in each worker: for specs of workers that misbehave. */
  readonly createLearner?: ModuleReference;
}
