import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import { Observable, Subject, type TimestampProvider } from 'rxjs';
import type { Quantiles, Stats, StatsReport } from './Stats.js';

const EVERY_MS = 1000;
const HISTOGRAMS = ['waitMs', 'computeMs', 'trainMs', 'labelDelayMs', 'modelAgeMs', 'staleness'] as const;
const COUNTS = [
  'predicted',
  'labelled',
  'versions',
  'dropped',
  'rejected',
  'neverTrained',
  'restarts',
  'lost',
  'undone',
] as const;
type Levels = Pick<Stats, 'pending' | 'awaiting' | 'trainingDue'>;

/** Histograms count whole numbers from 1: nanoseconds, so that a prediction of a few microseconds still has its digits. */
const NANOSECONDS = 1e6;

class Tally {
  readonly counts = Object.fromEntries(COUNTS.map((name) => [name, 0])) as Record<(typeof COUNTS)[number], number>;
  readonly histograms = Object.fromEntries(
    HISTOGRAMS.map((name) => [name, createHistogram({ lowest: 1, highest: 2 ** 52, figures: 3 })]),
  ) as Record<(typeof HISTOGRAMS)[number], RecordableHistogram>;

  add(other: Tally): void {
    for (const name of COUNTS) this.counts[name] += other.counts[name];
    for (const name of HISTOGRAMS) this.histograms[name].add(other.histograms[name]);
  }

  reset(): void {
    for (const name of COUNTS) this.counts[name] = 0;
    for (const name of HISTOGRAMS) this.histograms[name].reset();
  }

  stats(levels: Levels): Stats {
    const { waitMs, computeMs, trainMs, labelDelayMs, modelAgeMs, staleness } = this.histograms;
    return {
      ...this.counts,
      ...levels,
      waitMs: quantiles(waitMs, NANOSECONDS),
      computeMs: quantiles(computeMs, NANOSECONDS),
      trainMs: quantiles(trainMs, NANOSECONDS),
      labelDelayMs: quantiles(labelDelayMs, NANOSECONDS),
      modelAgeMs: quantiles(modelAgeMs, NANOSECONDS),
      staleness: quantiles(staleness, 1),
    };
  }
}

function whole(ms: number): number {
  return 1 + Math.max(0, Math.round(ms * NANOSECONDS));
}

function quantiles(histogram: RecordableHistogram, unit: number): Quantiles {
  if (histogram.count === 0) return { p50: undefined, p99: undefined, max: undefined };
  const read = (recorded: number) => (recorded - 1) / unit;
  return { p50: read(histogram.percentile(50)), p99: read(histogram.percentile(99)), max: read(histogram.max) };
}

/** What is counted and timed, since the last second and in total. It has no timer: it looks at the clock when something happens. */
export class Statistics {
  readonly stats$: Observable<StatsReport>;
  /** Told by the context, once they are started. */
  workers: StatsReport['workers'];
  /** Told by `evaluate`, with each report. */
  score: StatsReport['score'];
  readonly #emitted$ = new Subject<StatsReport>();
  readonly #interval = new Tally();
  readonly #before = new Tally();
  #since: number;

  constructor(
    private readonly clock: TimestampProvider,
    private readonly levels: () => Levels,
    private readonly members: () => StatsReport['members'],
  ) {
    this.#since = clock.now();
    this.stats$ = new Observable((subscriber) => {
      subscriber.next(this.#read());
      return this.#emitted$.subscribe(subscriber);
    });
  }

  count(name: (typeof COUNTS)[number], by = 1): void {
    this.#interval.counts[name] += by;
  }

  predicted(waitMs: number, computeMs: number, modelAgeMs: number, staleness: number): void {
    const { counts, histograms } = this.#interval;
    counts.predicted++;
    histograms.waitMs.record(whole(waitMs));
    histograms.computeMs.record(whole(computeMs));
    histograms.modelAgeMs.record(whole(modelAgeMs));
    histograms.staleness.record(1 + staleness);
  }

  trained(trainMs: number): void {
    this.#interval.counts.versions++;
    this.#interval.histograms.trainMs.record(whole(trainMs));
  }

  joined(delayMs: number): void {
    this.#interval.histograms.labelDelayMs.record(whole(delayMs));
  }

  /** To be called now and then while instances flow. */
  tick(now: number): void {
    if (now - this.#since >= EVERY_MS) this.#emit(now);
  }

  complete(): void {
    this.#emit(this.clock.now());
    this.#emitted$.complete();
  }

  #emit(now: number): void {
    this.#since = now;
    if (this.#emitted$.observed) this.#emitted$.next(this.#read());
    this.#before.add(this.#interval);
    this.#interval.reset();
  }

  #read(): StatsReport {
    const total = new Tally();
    total.add(this.#before);
    total.add(this.#interval);
    const levels = this.levels();
    return {
      interval: this.#interval.stats(levels),
      total: total.stats(levels),
      workers: this.workers,
      score: this.score,
      members: this.members(),
    };
  }
}
