import { asyncScheduler, type Subscriber, type Subscription } from 'rxjs';
import type { Core } from '../context/Core.js';
import { SourceError } from '../errors.js';
import { open, type Reader } from './open.js';
import type { Source } from './Source.js';
import type { StreamOptions } from './StreamOptions.js';

/** How long rows may flow without a turn of the event loop, by the context's clock; it is looked at every 16 rows. */
const BURST_MS = 10;

/** The most rows that may flow without one: where rows wait for promises only, each wait looks like a turn. */
const BURST_ROWS = 10_000;

/**
 * One subscription's reading of a source: a loop that is left when there is something to wait for, and entered again when that
 * is there. It waits for the context, for a read, for the time of the next row, or for a turn of the event loop.
 */
export class Reading<Row> {
  readonly #abort = new AbortController();
  readonly #level: number;
  /** Enters the loop after a turn of the event loop. */
  readonly #turned = () => {
    this.#burst = 0;
    this.#burstSince = this.core.clock.now();
    this.#pump();
  };
  /** Made once for all reads, as the next is. */
  readonly #arrived = (result: IteratorResult<Row>) => {
    this.#readSince = undefined;
    this.#busy = false;
    if (this.#closed) return;
    this.#take(result);
    this.#pump();
  };
  readonly #failed = (error: unknown) => {
    this.#reader = undefined;
    this.#fail(error);
  };
  /** Until the source comes to its end by itself, or closes. */
  #reader: Reader<Row> | undefined;
  #closed = false;
  /** A row is on its way: it is being read, or it is read and early. */
  #busy = false;
  #count = 0;
  #burst = 0;
  #burstSince = 0;
  #nextAt = Number.NEGATIVE_INFINITY;
  #readSince: number | undefined;
  #timeout: Subscription | undefined;
  #stopWaiting = () => {};

  constructor(
    private readonly core: Core<unknown>,
    private readonly source: Source<Row>,
    private readonly options: StreamOptions,
    private readonly subscriber: Subscriber<Row>,
  ) {
    this.#level = Math.min(core.maxPending, Math.max(256, 2 * core.batchSize));
  }

  start(): void {
    const { core, subscriber, options } = this;
    subscriber.add(() => this.#close());
    if (options.backpressure !== false) core.feeds();
    subscriber.add(core.onEnd((error) => this.#fail(error)));
    if (this.#closed) return;
    try {
      this.#reader = open(this.source, this.#abort.signal);
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#turned();
  }

  /** Whatever is called in here may close this reading. */
  #pump(): void {
    while (!this.#closed && !this.#busy && !this.#waits()) this.#read(this.#reader!);
  }

  #read(reader: Reader<Row>): void {
    let result: IteratorResult<Row> | undefined;
    try {
      if (reader._tag === 'Sync') result = reader.iterator.next();
      else {
        this.#busy = true;
        this.#watch();
        reader.iterator.next().then(this.#arrived, this.#failed);
      }
    } catch (error) {
      this.#failed(error);
      return;
    }
    if (result !== undefined) this.#take(result);
  }

  #take(result: IteratorResult<Row>): void {
    if (result.done) {
      this.#reader = undefined;
      this.#complete();
      return;
    }
    const row = result.value;
    const early = this.options.periodMs === undefined ? 0 : this.#nextAt - asyncScheduler.now();
    if (early <= 0) {
      this.#emit(row);
      return;
    }
    this.#busy = true;
    const timer = asyncScheduler.schedule(() => {
      this.#busy = false;
      this.#emit(row);
      this.#turned();
    }, early);
    this.#stopWaiting = () => timer.unsubscribe();
  }

  #emit(row: Row): void {
    const { max = Number.POSITIVE_INFINITY, periodMs } = this.options;
    this.#count++;
    if (periodMs !== undefined) this.#nextAt = asyncScheduler.now() + periodMs;
    this.subscriber.next(row);
    if (this.#count >= max) this.#complete();
  }

  /** @returns whether there is something to wait for before the next read; when that is there, the loop is entered again. */
  #waits(): boolean {
    const { core, options } = this;
    if (options.backpressure !== false && core.pending >= this.#level) {
      this.#stopWaiting = core.whenPendingBelow(this.#level, () => {
        this.#burstSince = core.clock.now();
        this.#pump();
      });
      return true;
    }
    this.#burst++;
    if (this.#burst > BURST_ROWS || (this.#burst % 16 === 0 && core.clock.now() - this.#burstSince >= BURST_MS)) {
      const immediate = setImmediate(this.#turned);
      this.#stopWaiting = () => clearImmediate(immediate);
      return true;
    }
    return false;
  }

  /** One timer looks after many reads, since most are over long before it goes off. */
  #watch(): void {
    const { timeoutMs } = this.options;
    if (timeoutMs === undefined) return;
    this.#readSince = asyncScheduler.now();
    if (this.#timeout === undefined) this.#watchFor(timeoutMs, timeoutMs);
  }

  #watchFor(ms: number, timeoutMs: number): void {
    this.#timeout = asyncScheduler.schedule(() => {
      this.#timeout = undefined;
      if (this.#readSince === undefined) return;
      const left = this.#readSince + timeoutMs - asyncScheduler.now();
      if (left > 0) this.#watchFor(left, timeoutMs);
      else this.#fail(new SourceError(`the source gave nothing for ${timeoutMs} ms (timeoutMs)`));
    }, ms);
  }

  #complete(): void {
    if (this.#closed) return;
    this.#close();
    this.subscriber.complete();
  }

  #fail(error: unknown): void {
    if (this.#closed) return;
    this.#close();
    this.subscriber.error(error instanceof Error ? error : new SourceError(String(error)));
  }

  /** Does not wait for `return()`: a generator that is stuck in a read would never answer it. */
  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stopWaiting();
    this.#timeout?.unsubscribe();
    this.#abort.abort();
    const unclosed = (error: unknown) =>
      this.core.logger.warn(`adlstream: a source could not be closed: ${String(error)}`);
    try {
      const returned: unknown = this.#reader?.iterator.return?.();
      if (returned instanceof Promise) returned.catch(unclosed);
    } catch (error) {
      unclosed(error);
    }
  }
}
