import type { Observable, TimestampProvider } from 'rxjs';
import type { EngineName } from '../engine/LearnerDescription.js';
import type { Model, ModelBuilder, ModuleReference } from '../models/Model.js';
import type { Optimizer } from '../optimizers/Optimizer.js';
import type { Target } from '../target/Target.js';
import type { Logger, Rejected, Snapshot, SnapshotState } from '../types.js';
import type { WorkerKind } from '../workers/Hosted.js';
import type { Port, PredictReply, PredictRequest, TrainReply, TrainRequest } from '../workers/messages.js';
import type { ClassWeight } from './ClassWeight.js';
import type { Core } from './Core.js';
import type { ReplaySchedule } from './replay.js';
import type { StatsReport } from './Stats.js';

/** What `createContext` takes. Everything but `target` and `model` has a default. */
export interface ContextConfig<V, S = V> {
  readonly target: Target<V, S>;
  readonly model: Model | ModelBuilder | ModuleReference;
  /** A description, or the name of one with its defaults. @default 'adam' */
  readonly optimizer?: Optimizer | Optimizer['optimizer'];
  /** tfjs's name of a loss, such as `meanAbsoluteError` or `mae`. @default from the target: cross-entropy from logits, or mean squared error */
  readonly loss?: string | ModuleReference;
  /**
   * What the loss of an instance is multiplied by in training for its class, times the weight that it may have of its own: a
   * weight for each class by name, 1 where one is not named; or `balanced`, n / (k · n_c) of the n labels so far, of which n_c are of
   * that class of k. Only where classes are predicted. @default 1 for each class
   */
  readonly classWeight?: ClassWeight<V>;
  /** One instance's shape. @default the first instance's `[x.length]` */
  readonly inputShape?: readonly number[];
  /** Labelled instances that one gradient step sees. @default 1 */
  readonly batchSize?: number;
  /** The training window, in batches. @default 1 */
  readonly batchesFed?: number;
  /**
   * When a training starts: `window`, once per full batch; `continuous`, as soon as the one before has ended and for as long
   * as a pipe is subscribed, on the newest window, be it new or not, for 50 ms a version. That needs `maxStaleness: Infinity`, and its results
   * depend on the machine's speed; `replay({ rows, of })`, once per full batch, with rows beside it that are drawn from the newest
   * of before. @default 'window'
   */
  readonly schedule?: 'window' | 'continuous' | ReplaySchedule;
  /** The most labels by which a prediction's snapshot may be behind; 0 is strict, `Infinity` never waits. @default 0 */
  readonly maxStaleness?: number;
  /** Makes the run repeatable. @default drawn at random, and told by `context.seed` */
  readonly seed?: number;
  /**
   * What computes. `tensorflow` and `webgpu` are used only where they, or a device of theirs, are asked for. What cannot be had
   * says why, and `fast`, `wasm` or `cpu` takes over. @default 'auto'
   */
  readonly engine?: EngineName;
  /**
   * Where trainer and predictor run: in this thread, in a thread each, or in a process each. `auto`: where a GPU, or the engine
   * `webgpu`, is asked for a process; with a finite `maxStaleness` this thread, as long as a call takes a few milliseconds; else
   * a thread, but the predictor stays in this one where it answers in less than one. What was chosen is logged. @default 'auto'
   */
  readonly workers?: 'auto' | WorkerKind;
  /** On which device, or a worker of your own. @default the CPU */
  readonly trainer?: Placement | Port<TrainRequest, TrainReply>;
  /** On which device, or a worker of your own. @default the CPU */
  readonly predictor?: Placement | Port<PredictRequest, PredictReply>;
  /** A worker that dies is started again so often in a row, without an answer in between; then the context fails. @default 5 */
  readonly maxRestarts?: number;
  /** A worker that owes an answer and does not answer a heartbeat for so many milliseconds counts as dead. @default 60_000 */
  readonly hangTimeoutMs?: number;
  /**
   * What a training does whose loss or weights come out not finite: ends the context with an error; or is undone and counted,
   * and its version published all the same. With `skipBatch` weights and optimizer go back to where they stood before it; with
   * `restoreSnapshot` to where they stood up to 16 versions before, from where a network that has begun to diverge may not
   * diverge again. @default 'error'
   */
  readonly onNotFinite?: 'error' | 'skipBatch' | 'restoreSnapshot';
  /** What a bad row does: ends the pipe with an error, or is counted and left out. @default 'error' */
  readonly onBad?: 'error' | 'skip';
  /** The most instances that may be pending. @default 10_000 */
  readonly maxPending?: number;
  /** What happens to one more. @default 'error' */
  readonly overflow?: 'error' | 'dropOldest' | 'dropNewest';
  /** Start from what another context has learned. */
  readonly from?: Snapshot;
  /** Where latencies are read. @default `performance`; a `TestScheduler` fits */
  readonly clock?: TimestampProvider;
  /** @default `console`, from `info` on */
  readonly logger?: Logger;
  /** A file that gets everything the logger does and more, each training too, as pino's lines of JSON; it is appended to. @default none */
  readonly logFile?: string;
}

/** On which device a worker computes. */
export interface Placement {
  /** A GPU by its number among those that this process may use, or by its UUID. Where it is not there: the CPU, with a warning. */
  readonly gpu?: number | string;
  /**
   * A GPU by its WebGPU adapter's name or a part of it, such as 'RTX 4090', for the engine `webgpu`. Where it is not there: the
   * CPU, with a warning that names those that are.
   */
  readonly adapter?: string;
}

/** What the operators of a pipe share: the model's two workers, what passes between them, and the state of every part. */
export interface Context<V, S = V> extends AsyncDisposable {
  readonly target: Target<V, S>;
  /** The seed in force: the configured one, or the one that was drawn. */
  readonly seed: number;
  /** The newest snapshot, as a BehaviorSubject without `next`: `Starting` until snapshot 0, `Failed` at the end of a failed context. */
  readonly snapshot$: Observable<SnapshotState> & { readonly value: SnapshotState };
  /** At once, then every second while instances flow, and at the end of the context. */
  readonly stats$: Observable<StatsReport>;
  /** Every row and label that was refused. Hot: subscribe before the rows flow. */
  readonly rejected$: Observable<Rejected>;
  /** The same model and queue; the parts of operators on it have a state of their own, under this name. */
  scope(name: string): Context<V, S> & { forget(): void };
  /** Ends the workers. Operators still at work fail with `ContextClosedError`. */
  close(): Promise<void>;
  /** The operators' side of the context. @internal */
  readonly [coreKey]: Core<V, S>;
}

/** Taken by operators that do not look at the target. */
// biome-ignore lint/suspicious/noExplicitAny: V is invariant in Context, so only `any` takes them all.
export type AnyContext = Context<any, any>;

/** @internal */
export const coreKey: unique symbol = Symbol.for('adlstream.core');
