import { BehaviorSubject, type TimestampProvider } from 'rxjs';
import type { Snapshot, SnapshotState } from '../types.js';

/** A snapshot, and the last label that was learned when it was published. */
export interface Published {
  readonly snapshot: Snapshot;
  readonly lastLearned: unknown;
  /** When it was published, on the context's clock. */
  readonly at: number;
}

/**
 * What was published and may still answer.
 *
 * Under a finite bound a prediction is answered by the *oldest* snapshot within the bound, so fresher ones wait here until
 * it is their turn. Without a bound the newest answers, and none waits.
 */
export class Snapshots {
  readonly state$ = new BehaviorSubject<SnapshotState>({ _tag: 'Starting' });
  readonly #bounded: boolean;
  /** The first is the one in use. */
  #published: Published[] = [];

  constructor(
    maxStaleness: number,
    private readonly clock: TimestampProvider,
  ) {
    this.#bounded = Number.isFinite(maxStaleness);
  }

  get started(): boolean {
    return this.#published.length > 0;
  }

  /** How many have been published that no prediction has needed yet. */
  get waiting(): number {
    return this.#published.length - 1;
  }

  publish(snapshot: Snapshot, lastLearned: unknown): void {
    const published = { snapshot, lastLearned, at: this.clock.now() };
    if (this.#bounded) this.#published.push(published);
    else this.#published = [published];
    this.state$.next(snapshot);
  }

  /** The oldest that is done up to `labels`; `undefined` while it is still being trained. Those before it are let go of. */
  within(labels: number): Published | undefined {
    while (this.#published.length > 1 && this.#published[0]!.snapshot.labelsDone < labels) this.#published.shift();
    const first = this.#published[0];
    return first !== undefined && first.snapshot.labelsDone >= labels ? first : undefined;
  }

  /** At the end of a stream: whoever asks next starts from the newest. */
  useNewest(): void {
    this.#published.splice(0, this.#published.length - 1);
  }

  fail(error: Error): void {
    this.state$.next({ _tag: 'Failed', error });
    this.state$.complete();
  }

  complete(): void {
    this.state$.complete();
  }
}
