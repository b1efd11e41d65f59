import type { TimestampProvider } from 'rxjs';
import { WorkerError } from '../errors.js';
import type { Instance, Prediction } from '../types.js';
import { ask } from '../workers/ask.js';
import type { Port, PredictReply, PredictRequest } from '../workers/messages.js';
import type { Element } from './Core.js';
import { Fifo } from './Fifo.js';
import type { Published, Snapshots } from './Snapshots.js';
import type { Statistics } from './Statistics.js';

/** One request carries no more instances than this, so that an answer to the first does not wait for a whole backlog. */
const MOST_PER_REQUEST = 1024;

/** An operator in the queue. */
export interface Seat {
  /** Its element has its answer (an instance) or its turn (a label). */
  answer(element: Element<unknown>, prediction: Prediction<unknown> | undefined): void;
  /** One of its instances was taken out to make room. */
  dropped(): void;
}

interface Entry {
  readonly seat: Seat;
  readonly element: Element<unknown>;
  readonly arrived: number;
}

interface Options {
  readonly snapshots: Snapshots;
  readonly statistics: Statistics;
  readonly clock: TimestampProvider;
  readonly maxStaleness: number;
  /** The position in the label stream up to which trainings are due, once `more` labels have come. */
  readonly labelsDue: (more?: number) => number;
  /** What else is pending in the context. */
  readonly backlog: () => number;
  readonly value: (output: Float32Array) => unknown;
  /** An older snapshot than the trainer's newest is no longer needed. */
  readonly advanced: () => void;
  /** An instance has to wait for a training that is due. */
  readonly waits: () => void;
  readonly failed: (error: Error) => void;
}

/**
 * The one queue of a context: whatever number of operators put elements in, one request is in flight, and what arrives
 * meanwhile is the next micro-batch. Elements leave in the order in which they came.
 *
 * A request never reaches past an instance at which another snapshot may be due (a labelled element ahead of it could
 * complete a batch), so which snapshot answers an instance depends on the order of the input alone.
 */
export class PredictQueue {
  readonly #entries = new Fifo<Entry>();
  readonly #left = new WeakSet<Seat>();
  #port: Port<PredictRequest, PredictReply> | undefined;
  #loaded: Published | undefined;
  #draining = false;
  #inFlight = 0;
  #asking = false;
  #waiting = 0;
  #below: { level: number; callback: () => void }[] = [];

  constructor(private readonly options: Options) {}

  /** Instances that are asked and not answered, and what else is pending. */
  get pending(): number {
    return this.#waiting + this.#inFlight + this.options.backlog();
  }

  /** @param loaded the snapshot that the port's worker starts from. */
  start(port: Port<PredictRequest, PredictReply>, loaded: Published): void {
    this.#port = port;
    this.#loaded = loaded;
    this.drain();
  }

  add(seat: Seat, element: Element<unknown>): void {
    this.#entries.push({ seat, element, arrived: this.options.clock.now() });
    if ('x' in element) this.#waiting++;
    this.drain();
  }

  /** Takes out the oldest instance that is not in flight. @returns whether there was one. */
  dropOldest(): boolean {
    const dropped = this.#entries.removeFirst(({ element }) => 'x' in element);
    if (dropped === undefined) return false;
    this.#waiting--;
    dropped.seat.dropped();
    return true;
  }

  /** The seat is given up: what it had put in is let go of. */
  leave(seat: Seat): void {
    this.#left.add(seat);
    if (this.#entries.length > 0) {
      this.#entries.keep((entry) => {
        if (entry.seat !== seat) return true;
        if ('x' in entry.element) this.#waiting--;
        return false;
      });
    }
    this.#notifyBelow();
  }

  whenPendingBelow(level: number, callback: () => void): () => void {
    const waiter = { level, callback };
    this.#below.push(waiter);
    return () => {
      this.#below = this.#below.filter((other) => other !== waiter);
    };
  }

  /** Answers what may be answered; a port that answers at once is asked again in this loop, not from within itself. */
  drain(): void {
    if (this.#draining || this.#asking) return;
    this.#draining = true;
    try {
      while (!this.#asking && this.#step());
    } finally {
      this.#draining = false;
    }
    this.#notifyBelow();
  }

  /** @returns whether there may be more to do at once. */
  #step(): boolean {
    const head = this.#entries.at(0);
    if (head === undefined) return false;
    if (!('x' in head.element)) {
      this.#entries.shift();
      this.#answer(head, undefined);
      return true;
    }
    if (this.#port === undefined) return false;
    const { snapshots, maxStaleness, labelsDue, advanced, waits } = this.options;
    const before = snapshots.waiting;
    const published = snapshots.within(labelsDue() - maxStaleness);
    if (snapshots.waiting < before) advanced();
    if (published === undefined) {
      waits();
      return false;
    }
    this.#predict(this.#port, published);
    return true;
  }

  #predict(port: Port<PredictRequest, PredictReply>, published: Published): void {
    const { clock, statistics, value, labelsDue } = this.options;
    const entries = this.#take(published.snapshot.labelsDone);
    const rows = entries.reduce((sum, { element }) => sum + ('x' in element ? 1 : 0), 0);
    const asked = clock.now();
    const due = labelsDue();
    this.#asking = true;
    this.#waiting -= rows;
    this.#inFlight = rows;
    const batch = { x: concatenate(entries, rows), rows };
    const { snapshot } = published;
    const { version, labelsDone } = snapshot;
    const request: PredictRequest =
      published === this.#loaded ? { _tag: 'Predict', batch } : { _tag: 'Predict', batch, snapshot };
    this.#ask(port, request, (reply) => {
      if (reply.version !== version) {
        throw new WorkerError(`the predictor answered from version ${reply.version}, asked for ${version}`);
      }
      this.#loaded = published;
      const outputs = reply.outputs.length / rows;
      const answered = clock.now();
      const modelAgeMs = answered - published.at;
      let row = 0;
      for (const entry of entries) {
        if (!('x' in entry.element)) {
          this.#answer(entry, undefined);
          continue;
        }
        const output = rows === 1 ? reply.outputs : reply.outputs.slice(row * outputs, (row + 1) * outputs);
        row++;
        this.#inFlight--;
        const waitMs = asked - entry.arrived;
        const computeMs = reply.computeMs;
        statistics.predicted(waitMs, computeMs, modelAgeMs, Math.max(0, due - labelsDone));
        const { lastLearned } = published;
        this.#answer(entry, { output, value: value(output), version, labelsDone, lastLearned, waitMs, computeMs });
      }
      statistics.tick(answered);
    });
  }

  /** What may ride in one request that a snapshot done up to `labelsDone` answers. */
  #take(labelsDone: number): Entry[] {
    const { labelsDue, maxStaleness } = this.options;
    const entries = [this.#entries.shift()!];
    let labels = 'y' in entries[0]!.element ? 1 : 0;
    let next = this.#entries.at(0);
    while (next !== undefined && entries.length < MOST_PER_REQUEST && labelsDue(labels) - maxStaleness <= labelsDone) {
      entries.push(this.#entries.shift()!);
      if ('y' in next.element) labels++;
      next = this.#entries.at(0);
    }
    return entries;
  }

  #ask(port: Port<PredictRequest, PredictReply>, request: PredictRequest, use: (reply: PredictReply) => void): void {
    const replied = (reply: PredictReply) => {
      try {
        use(reply);
      } catch (error) {
        this.options.failed(error as Error);
        return;
      }
      this.#asking = false;
      this.drain();
    };
    ask(port, request, replied, this.options.failed);
  }

  #answer({ seat, element }: Entry, prediction: Prediction<unknown> | undefined): void {
    if (!this.#left.has(seat)) seat.answer(element, prediction);
  }

  #notifyBelow(): void {
    if (this.#below.length === 0) return;
    const ready = this.#below.filter(({ level }) => this.pending < level);
    if (ready.length === 0) return;
    this.#below = this.#below.filter((waiter) => !ready.includes(waiter));
    for (const { callback } of ready) callback();
  }
}

function concatenate(entries: readonly Entry[], rows: number): Float32Array {
  const first = entries[0]!.element as Instance;
  if (rows === 1) return first.x;
  const x = new Float32Array(rows * first.x.length);
  let at = 0;
  for (const { element } of entries) {
    if (!('x' in element)) continue;
    x.set(element.x, at);
    at += element.x.length;
  }
  return x;
}
