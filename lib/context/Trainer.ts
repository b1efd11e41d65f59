import { asyncScheduler } from 'rxjs';
import { allFinite } from '../engine/allFinite.js';
import { NotFiniteError, WorkerError } from '../errors.js';
import type { Logger } from '../types.js';
import { ask } from '../workers/ask.js';
import type { Port, TrainReply, TrainRequest } from '../workers/messages.js';
import type { Snapshots } from './Snapshots.js';
import type { Statistics } from './Statistics.js';
import type { Training, TrainingWindow } from './TrainingWindow.js';

/**
 * So many published snapshots may wait for their turn under a finite bound; beyond, labels wait instead, since a label is
 * smaller than a snapshot. Enough to even out the jitter of two workers.
 */
const SNAPSHOTS_AHEAD = 8;

/**
 * Where training never pauses, a window is walked for so many milliseconds before it becomes a version: a small network's walk takes
 * no longer than its hand-over, and thousands of versions a second would keep the thread that predictions pass through.
 */
const WALK_MS = 50;

/** Every so many versions the trainer keeps a state that `onNotFinite: 'restoreSnapshot'` goes back to. */
const KEEP_EVERY = 16;

export interface TrainerParts {
  readonly window: TrainingWindow;
  readonly snapshots: Snapshots;
  readonly statistics: Statistics;
  readonly onNotFinite: 'error' | 'skipBatch' | 'restoreSnapshot';
  readonly logger: Logger;
  /** Whether what is said at `debug` is heard: to word it takes as long as a small network's step. */
  readonly debugs: boolean;
  /** Whether a training that is done is done again while nothing new is due. */
  readonly repeats: () => boolean;
  readonly published: () => void;
  readonly failed: (error: Error) => void;
}

/** The trainer's side of a context: hands due trainings to the port, one at a time, and publishes what comes of them. */
export class Trainer {
  #port: Port<TrainRequest, TrainReply> | undefined;
  #inFlight = false;
  #pumping = false;
  #finishing = false;
  #repeating = false;
  #warned = false;
  #walkMs = WALK_MS;
  #version = 0;
  #step = 1;
  #idle: (() => void)[] = [];

  constructor(private readonly parts: TrainerParts) {}

  start(port: Port<TrainRequest, TrainReply>): void {
    this.#port = port;
    this.pump();
  }

  /** Starts what is due, as far as it may; a port that answers at once is asked again in this loop, not from within itself. */
  pump(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    try {
      while (this.#port !== undefined && !this.#inFlight && this.parts.window.isDue) {
        if (!this.#finishing && this.parts.snapshots.waiting >= SNAPSHOTS_AHEAD) break;
        this.#train(this.#port, this.parts.window.take(this.#step)!);
      }
    } finally {
      this.#pumping = false;
    }
    if (this.#inFlight || this.parts.window.isDue) return;
    this.#rest();
    this.#repeat();
  }

  /** Trains all that is due, a partial batch too, and calls back when it is done. */
  finish(done: () => void): void {
    this.parts.window.closePartial();
    this.#finishing = true;
    this.whenIdle(done);
  }

  /** Calls back as soon as no training is due or under way. */
  whenIdle(done: () => void): void {
    this.#idle.push(done);
    this.pump();
  }

  /** Where the port answers at once the next repetition is left to the scheduler, or it would never let go of the thread. */
  #repeat(): void {
    const { last } = this.parts.window;
    if (this.#repeating || this.#port === undefined || last === undefined || !this.parts.repeats()) return;
    this.#repeating = true;
    this.#train(this.#port, last);
    if (this.#inFlight) this.#repeating = false;
    else {
      asyncScheduler.schedule(() => {
        this.#repeating = false;
        this.pump();
      }, 1);
    }
  }

  #train(port: Port<TrainRequest, TrainReply>, training: Training): void {
    const { batch, batchSize, labelsDone, lastLabel } = training;
    const version = ++this.#version;
    const step = this.#step;
    const isEndless = this.parts.repeats() && !this.#finishing;
    const walks = isEndless ? Math.max(1, Math.floor(WALK_MS / this.#walkMs)) : 1;
    this.#step += Math.max(1, Math.ceil(batch.rows / batchSize)) * walks;
    this.#inFlight = true;
    const request: TrainRequest = { _tag: 'Train', batch, batchSize, step, version, labelsDone };
    // Not spread: that would cost as much as a small network's step.
    if (walks !== 1) Object.assign(request, { walks });
    const { onNotFinite } = this.parts;
    if (onNotFinite !== 'error') Object.assign(request, this.#policyOf(onNotFinite, version));
    const replied = (reply: TrainReply) => {
      this.#inFlight = false;
      if (reply.snapshot.version !== version) {
        this.parts.failed(
          new WorkerError(`the trainer answered with version ${reply.snapshot.version}, asked for ${version}`),
        );
        return;
      }
      const { loss, trainMs, undone, snapshot } = reply;
      if (!(undone || Number.isFinite(loss)) || !(reply.isFinite ?? allFinite(snapshot.weights))) {
        this.parts.failed(new NotFiniteError(version, loss));
        return;
      }
      if (undone) this.#undone(version, loss);
      // A clock that stands still, or one of whole milliseconds, tells nothing.
      if (trainMs > 0) this.#walkMs = trainMs / walks;
      if (this.parts.debugs) {
        this.parts.logger.debug(
          `adlstream: version ${version}: trained on ${batch.rows} rows in ${trainMs.toFixed(3)} ms; loss ${loss}; done ${labelsDone} labels`,
        );
      }
      this.parts.statistics.trained(trainMs);
      this.parts.snapshots.publish(snapshot, lastLabel);
      if (this.#finishing) this.parts.snapshots.useNewest();
      this.parts.published();
      this.pump();
    };
    ask(port, request, replied, this.parts.failed);
  }

  #undone(version: number, loss: number): void {
    const { statistics, logger, onNotFinite } = this.parts;
    const say = this.#warned ? logger.debug : logger.warn;
    this.#warned = true;
    say.call(
      logger,
      `adlstream: training ${version} came out not finite (loss ${loss}) and is undone (onNotFinite: '${onNotFinite}'); others ` +
        'are counted, and logged at debug',
    );
    statistics.count('undone');
  }

  #policyOf(
    onNotFinite: 'skipBatch' | 'restoreSnapshot',
    version: number,
  ): Pick<TrainRequest, 'onNotFinite' | 'saves'> {
    return onNotFinite === 'restoreSnapshot' && version % KEEP_EVERY === 0
      ? { onNotFinite, saves: true }
      : { onNotFinite };
  }

  #rest(): void {
    if (this.#idle.length === 0) return;
    this.#finishing = false;
    const idle = this.#idle;
    this.#idle = [];
    for (const done of idle) done();
  }
}
