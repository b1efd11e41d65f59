import type { TimestampProvider } from 'rxjs';
import { type AnyContext, coreKey } from '../../lib/context/Context.js';
import type { Core } from '../../lib/context/Core.js';
import { silent } from './silent.js';

/** What `stream` sees of a context, in the hands of a spec. */
export class Feed {
  readonly logger = silent();
  readonly context: AnyContext;
  /** Whether a source that waits has fed it. */
  feeding = false;
  #pending = 0;
  #waiting: { readonly level: number; readonly callback: () => void }[] = [];
  #ends: ((error: Error) => void)[] = [];
  #ended: Error | undefined;

  constructor(settings: { maxPending?: number; batchSize?: number; clock?: TimestampProvider } = {}) {
    const feed = this;
    const core: Partial<Core<unknown>> = {
      clock: { now: () => 0 },
      maxPending: 10_000,
      batchSize: 1,
      ...settings,
      logger: this.logger,
      get pending() {
        return feed.pending;
      },
      whenPendingBelow: (level, callback) => {
        const waiter = { level, callback };
        this.#waiting.push(waiter);
        return () => {
          this.#waiting = this.#waiting.filter((other) => other !== waiter);
        };
      },
      feeds: () => {
        this.feeding = true;
      },
      onEnd: (callback) => {
        if (this.#ended !== undefined) callback(this.#ended);
        this.#ends.push(callback);
        return () => {
          this.#ends = this.#ends.filter((other) => other !== callback);
        };
      },
    };
    this.context = { [coreKey]: core } as unknown as AnyContext;
  }

  get pending(): number {
    return this.#pending;
  }

  set pending(pending: number) {
    this.#pending = pending;
    const [now, later] = [
      this.#waiting.filter((w) => pending < w.level),
      this.#waiting.filter((w) => pending >= w.level),
    ];
    this.#waiting = later;
    for (const { callback } of now) callback();
  }

  /** How many callbacks are registered. */
  get listeners(): number {
    return this.#waiting.length + this.#ends.length;
  }

  end(error: Error): void {
    this.#ended = error;
    for (const callback of this.#ends) callback(error);
  }
}
