import type { MemberStats } from '../engine/pool/memberStats.js';
import type { WorkerKind } from '../workers/Hosted.js';

/** A distribution so far. `undefined` where nothing was recorded. */
export interface Quantiles {
  readonly p50: number | undefined;
  readonly p99: number | undefined;
  readonly max: number | undefined;
}

/** Counts and distributions, of an interval or in total. */
export interface Stats {
  /** Milliseconds from an instance's arrival to its request. */
  readonly waitMs: Quantiles;
  /** Milliseconds of the request that answered an instance. */
  readonly computeMs: Quantiles;
  /** Milliseconds of a training. */
  readonly trainMs: Quantiles;
  /** Milliseconds from a prediction to its label, where `joinLabels` brought them together. */
  readonly labelDelayMs: Quantiles;
  /** Milliseconds for which the snapshot that answered had been there. */
  readonly modelAgeMs: Quantiles;
  /** Labels by which a prediction's snapshot was behind. */
  readonly staleness: Quantiles;
  readonly predicted: number;
  /** Labels handed to the trainer. */
  readonly labelled: number;
  /** Snapshots published, the initial weights not counted. */
  readonly versions: number;
  /** Asked, not answered, now. */
  readonly pending: number;
  /** Predicted, their label not yet here, now. */
  readonly awaiting: number;
  /** Labels whose training is due and has not begun, now. */
  readonly trainingDue: number;
  readonly dropped: number;
  readonly rejected: number;
  /** Labels that were evicted before any training saw them. */
  readonly neverTrained: number;
  /** Workers that died and were started again. */
  readonly restarts: number;
  /** Labels that a trainer had learned and took with it when it died. */
  readonly lost: number;
  /** Trainings that came out not finite and were undone, under `onNotFinite`; their labels count as done. */
  readonly undone: number;
}

/** Where one worker runs, and the engine and device that it really got. */
export interface WorkerStats {
  readonly kind: WorkerKind;
  readonly engine: string;
  /** `CPU`, `GPU` with its number or UUID where it was pinned, or an adapter's name. */
  readonly device: string;
}

/** What `stats$` tells. */
export interface StatsReport {
  /** Since the last of these. */
  readonly interval: Stats;
  readonly total: Stats;
  /**
   * The kinds of workers, engines and devices that were really had, in words of both and of each role, where no port of
   * the user's stands in for it; `undefined` until they are started.
   */
  readonly workers:
    | {
        readonly kind: string;
        readonly engine: string;
        readonly device: string;
        readonly trainer: WorkerStats | undefined;
        readonly predictor: WorkerStats | undefined;
      }
    | undefined;
  /** The first metric of the first accumulation in the newest report of `evaluate`; `undefined` before there is one. */
  readonly score: { readonly name: string; readonly value: number | undefined } | undefined;
  /** Of a pool: how its members have done; `undefined` of any other model, and until it is started. */
  readonly members: readonly MemberStats[] | undefined;
}
