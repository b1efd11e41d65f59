import type { Port } from './messages.js';

/** Where a learner runs: in this thread, in a thread of its own, or in a process of its own. */
export type WorkerKind = 'inline' | 'thread' | 'process';

export interface Place {
  readonly kind: WorkerKind;
  /** What a process sees of the machine's GPUs: an index or a UUID. @default none */
  readonly gpu?: string;
  /** The WebGPU adapter that a process computes on, by a part of its name. @default the one that the system prefers */
  readonly adapter?: string;
}

/** A learner in one role, wherever it runs. */
export interface Hosted<Request, Reply> {
  readonly engine: string;
  readonly device: string;
  readonly weights: Float32Array;
  readonly shapes: readonly (readonly number[])[];
  readonly port: Port<Request, Reply>;
  close(): Promise<void>;
}
