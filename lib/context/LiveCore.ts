import type { Subject, TimestampProvider } from 'rxjs';
import { type MemberStats, memberStats } from '../engine/pool/memberStats.js';
import { BadRowError, ContextClosedError, OverflowError } from '../errors.js';
import { isPool } from '../models/isPool.js';
import type { Target } from '../target/Target.js';
import type { Description, Logger, Prediction, Rejected, Stateful } from '../types.js';
import type { Workers } from '../workers/Workers.js';
import { Admission } from './Admission.js';
import { type ClassWeights, classWeightsOf } from './ClassWeights.js';
import type { Core, Handover, Owned, Place } from './Core.js';
import type { CheckedConfig } from './decodeConfig.js';
import { PredictQueue, type Seat } from './PredictQueue.js';
import { RunningWorkers, type Start } from './RunningWorkers.js';
import { Snapshots } from './Snapshots.js';
import type { States } from './States.js';
import { Statistics } from './Statistics.js';
import { TargetScale } from './TargetScale.js';
import { Trainer } from './Trainer.js';
import { TrainingWindow } from './TrainingWindow.js';

/** The operators' side of a context, alive: everything between the operators and the two ports. */
export class LiveCore<V, S> implements Core<V, S> {
  readonly target: Target<V, S>;
  readonly clock: TimestampProvider;
  readonly logger: Logger;
  readonly maxPending: number;
  readonly batchSize: number;
  readonly snapshots: Snapshots;
  readonly statistics: Statistics;
  startedWith: readonly number[] | undefined;
  readonly #config: CheckedConfig<V, S>;
  readonly #workers: RunningWorkers;
  readonly #queue: PredictQueue;
  readonly #window: TrainingWindow;
  readonly #trainer: Trainer;
  readonly #scale: TargetScale<V>;
  readonly #admission: Admission<V>;
  readonly #classWeights: ClassWeights | undefined;
  readonly #ends = new Set<(error: Error) => void>();
  readonly #participants = new Set<object>();
  #width: number | undefined;
  #ended: Error | undefined;
  #awaiting = 0;
  #fedByStream = false;
  #warned = false;

  constructor(
    config: CheckedConfig<V, S>,
    private readonly states: States,
    private readonly rejected$: Subject<Rejected>,
    startWorkers: Start,
  ) {
    const { batchSize, batchesFed, maxStaleness, clock } = config;
    this.#config = config;
    this.target = config.target;
    this.clock = clock;
    this.logger = config.logger;
    this.maxPending = config.maxPending;
    this.batchSize = batchSize;
    this.#width = config.inputShape && sizeOf(config.inputShape);
    this.snapshots = new Snapshots(maxStaleness, clock);
    this.#scale = new TargetScale(config.target, states);
    this.#admission = new Admission({
      ...{ scale: this.#scale, maxPending: config.maxPending, pending: () => this.pending, width: () => this.#width },
      ...{ inputShape: (shape) => this.inputShape(shape), reject: (rejected) => this.reject(rejected) },
    });
    this.#classWeights = classWeightsOf(config.classWeight, config.target, states);
    const levels = () => ({
      pending: this.pending,
      awaiting: this.#awaiting,
      trainingDue: this.#window.waiting,
    });
    this.statistics = new Statistics(clock, levels, () => this.#members());
    const evicted = (labels: number) => this.statistics.count('neverTrained', labels);
    const bounded = Number.isFinite(maxStaleness);
    const continuous = config.schedule === 'continuous';
    const draws = typeof config.schedule === 'object' ? { ...config.schedule, seed: config.seed } : undefined;
    this.#window = new TrainingWindow({ batchSize, batchesFed, bounded, continuous, draws, evicted });
    const failed = (error: Error) => this.fail(error);
    const news = {
      restarted: () => this.statistics.count('restarts'),
      lost: (labels: number) => this.statistics.count('lost', labels),
    };
    this.#workers = new RunningWorkers(startWorkers, news, (workers) => this.#begin(workers), failed);
    const published = () => this.#queue.drain();
    const repeats = () => continuous && this.#participants.size > 0 && this.#ended === undefined;
    const { logger, snapshots, statistics } = this;
    const { onNotFinite, debugs } = config;
    this.#trainer = new Trainer({
      ...{ window: this.#window, snapshots, statistics, onNotFinite, logger, debugs, repeats, published, failed },
    });
    this.#queue = new PredictQueue({
      snapshots: this.snapshots,
      statistics: this.statistics,
      clock,
      maxStaleness,
      labelsDue: (more) => this.#window.labelsDue(more),
      backlog: () => this.#window.historyDue,
      value: (output) => this.#scale.value(output),
      advanced: () => this.#trainer.pump(),
      waits: () => this.#warnOfWaiting(),
      failed,
    });
    if (config.inputShape !== undefined) this.#start(config.inputShape);
  }

  get pending(): number {
    return this.#queue.pending;
  }

  own<Part extends Stateful>(name: string, description: Description<Part>): Owned<Part> {
    return this.states.own(name, description);
  }

  reject(rejected: Rejected): BadRowError | undefined {
    this.statistics.count('rejected');
    this.rejected$.next(rejected);
    return rejected._tag === 'BadRow' && this.#config.onBad === 'error' ? new BadRowError(rejected) : undefined;
  }

  whenPendingBelow(level: number, callback: () => void): () => void {
    return this.#queue.whenPendingBelow(level, callback);
  }

  feeds(): void {
    this.#fedByStream = true;
  }

  onEnd(callback: (error: Error) => void): () => void {
    if (this.#ended !== undefined) callback(this.#ended);
    else this.#ends.add(callback);
    return () => void this.#ends.delete(callback);
  }

  isUntrained(prediction: Prediction<V>): boolean {
    return prediction.version === 0 && this.#config.from === undefined;
  }

  countAwaiting(change: number): void {
    this.#awaiting += change;
  }

  countJoined(delayMs: number): void {
    this.statistics.joined(delayMs);
  }

  showScore(name: string, value: number | undefined): void {
    this.statistics.score = { name, value };
  }

  inputShape(shape: readonly number[]): void {
    if (this.#width !== undefined || this.#ended !== undefined) return;
    this.#width = sizeOf(shape);
    this.#start(shape);
  }

  join(seat: Seat): Place<V> {
    return {
      add: (element) => {
        if ('x' in element) {
          const refused = this.#admission.instance(element);
          if (refused instanceof Error) return refused;
          if (refused !== undefined) {
            seat.dropped();
            return undefined;
          }
          if (this.pending >= this.maxPending) {
            if (this.#config.overflow === 'error') return new OverflowError(this.maxPending);
            this.statistics.count('dropped');
            if (this.#config.overflow === 'dropNewest' || !this.#queue.dropOldest()) {
              seat.dropped();
              return undefined;
            }
          }
        }
        this.#queue.add(seat, element);
        return undefined;
      },
      leave: () => this.#queue.leave(seat),
    };
  }

  train(from: 'predictions' | 'history'): Handover<V> {
    const participant = {};
    const history = from === 'history';
    this.#participants.add(participant);
    return {
      check: (element) => this.#admission.labelled(element, history),
      hand: (element, encoded) => {
        this.statistics.count('labelled');
        const weight = (element.weight ?? 1) * (this.#classWeights?.weigh(encoded) ?? 1);
        const due = this.#window.add(element.x, this.#scale.learn(encoded), weight, element.y, history);
        if (!due) return;
        // What is due may make an older snapshot needless even where no prediction asks, as with history.
        this.snapshots.within(this.#window.labelsDue() - this.#config.maxStaleness);
        this.#trainer.pump();
      },
      complete: (done) => {
        this.#participants.delete(participant);
        if (this.#participants.size === 0) this.#trainer.finish(done);
        else this.#trainer.whenIdle(done);
      },
      leave: () => void this.#participants.delete(participant),
    };
  }

  fail(error: Error): void {
    if (this.#ended !== undefined) return;
    this.#end(error);
    this.snapshots.fail(error);
    void this.#workers.close();
  }

  async close(): Promise<void> {
    if (this.#ended === undefined) {
      this.#end(new ContextClosedError());
      this.snapshots.complete();
    }
    await this.#workers.close();
  }

  /** How the members of a pool have done up to the newest snapshot. */
  #members(): MemberStats[] | undefined {
    const { model, target } = this.#config;
    const state = this.snapshots.state$.value;
    const inputShape = this.startedWith;
    if (!isPool(model) || state._tag !== 'Snapshot' || inputShape === undefined) return undefined;
    return memberStats(model, { inputShape, target: target._tag, outputs: target.outputs }, state);
  }

  #end(error: Error): void {
    this.#ended = error;
    const { state$ } = this.snapshots;
    const versions = state$.value._tag === 'Snapshot' ? `at version ${state$.value.version}` : 'before it had started';
    this.logger.debug(`adlstream: the context ended ${versions}: ${error.name}: ${error.message}`);
    for (const callback of this.#ends) callback(error);
    this.#ends.clear();
    this.statistics.complete();
    this.rejected$.complete();
  }

  #start(inputShape: readonly number[]): void {
    this.startedWith = inputShape;
    const { seed, batchSize, batchesFed, schedule, maxStaleness } = this.#config;
    this.logger.debug(
      `adlstream: start: instances of [${inputShape}], seed ${seed}, batchSize ${batchSize}, batchesFed ${batchesFed}, ` +
        `schedule ${typeof schedule === 'string' ? schedule : JSON.stringify(schedule)}, maxStaleness ${maxStaleness}`,
    );
    this.#workers.start(inputShape);
  }

  #begin({ predictor, trainer, weights, shapes, kind, engine, device, roles }: Workers): void {
    if (this.#ended !== undefined) return;
    this.statistics.workers = { kind, engine, device, ...roles };
    const snapshot = { _tag: 'Snapshot', version: 0, labelsDone: 0, weights, shapes } as const;
    this.snapshots.publish(snapshot, undefined);
    // The trainer first: what is pending already is answered now, and its labels must not wait for a trainer that is there.
    this.#trainer.start(trainer);
    this.#queue.start(predictor, this.snapshots.within(0)!);
  }

  #warnOfWaiting(): void {
    if (this.#warned || this.#fedByStream || !this.snapshots.started) return;
    this.#warned = true;
    this.logger.warn(
      `adlstream: predictions wait for training (maxStaleness: ${this.#config.maxStaleness}), and the source cannot be slowed. ` +
        'A live feed wants maxStaleness: Infinity: then an answer comes at once, from the newest snapshot.',
    );
  }
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
