import type { TimestampProvider } from 'rxjs';
import type { EngineName, LearnerDescription } from '../engine/LearnerDescription.js';
import type { Logger } from '../types.js';
import type { Port, PredictReply, PredictRequest, TrainReply, TrainRequest } from './messages.js';

/** Where a context's two learners run. */
export interface Workers {
  /** The kind of worker, and the engine that was really had: `inline`, `wasm`. */
  readonly kind: string;
  readonly engine: string;
  readonly predictor: Port<PredictRequest, PredictReply>;
  readonly trainer: Port<TrainRequest, TrainReply>;
  /** The initial weights, which both start from. */
  readonly weights: Float32Array;
  readonly shapes: readonly (readonly number[])[];
  close(): Promise<void>;
}

/** What workers are started with. */
export interface WorkersOptions {
  readonly description: LearnerDescription;
  readonly engine: EngineName;
  /** Start from these weights instead of the seeded ones. */
  readonly weights?: Float32Array;
  /** Whether predictions may be asked from an older snapshot than the trainer's newest. */
  readonly olderSnapshots: boolean;
  readonly clock: TimestampProvider;
  readonly logger: Logger;
}
