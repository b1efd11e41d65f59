import { createHistogram } from 'node:perf_hooks';
import { firstValueFrom, Subject } from 'rxjs';
import type { ContextConfig } from '../../../lib/context/Context.js';
import { classes, createContext, type Labelled, predictWith, trainOn } from '../../../lib/index.js';
import { mlp } from '../../../lib/models/index.js';
import { adam } from '../../../lib/optimizers/index.js';
import type { Arrivals } from './Arrivals.js';
import { now } from './now.js';

export type Label = '0' | '1';

/** How long predictions took, in milliseconds. */
export interface Latencies {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** Snapshots published a second. */
  readonly versionsPerSecond: number;
}

export interface Asked {
  /** Rows that arrive a second. */
  readonly rate: number;
  readonly seconds: number;
  readonly trains: boolean;
  /** Whether rows arrive at random times, rather than evenly. @default false */
  readonly random?: boolean;
  readonly config: Partial<ContextConfig<Label>>;
}

/** So many rows come before those that are measured: workers start and warm up, which says nothing about a feed that runs for days. */
const WARM_UP = 200;

/** From a row's arrival to its prediction's leaving, of rows that arrive at a fixed rate whatever the pipe's thread does. */
export async function latencies(
  arrivals: Arrivals,
  { rate, seconds, trains, random = false, config }: Asked,
): Promise<Latencies> {
  const logger = { debug() {}, info() {}, warn: console.warn, error: console.error };
  await using context = createContext({
    ...{ target: classes(['0', '1']), model: mlp(), optimizer: adam(), seed: 1, logger },
    ...{ maxStaleness: Number.POSITIVE_INFINITY, inputShape: [24, 2] },
    ...config,
  });
  const nanoseconds = createHistogram({ lowest: 1, highest: 2 ** 40, figures: 3 });
  const rows$ = new Subject<Labelled<Label, number>>();
  const predicted$ = rows$.pipe(predictWith(context));
  let answered = 0;
  let asked = 0;
  let wake = () => {};
  const subscription = (trains ? predicted$.pipe(trainOn(context)) : predicted$).subscribe(({ row }) => {
    if (answered++ >= WARM_UP) nanoseconds.record(Math.max(1, Math.round((now() - row) * 1e6)));
    wake();
  });
  const xs = Array.from({ length: 128 }, (_, i) => Float32Array.from({ length: 48 }, (_, j) => Math.sin(i * 48 + j)));
  const push = (at: number) => {
    const x = xs[asked % xs.length]!;
    rows$.next({ id: asked++, x, row: at, y: x[0]! > 0 ? '1' : '0' });
  };
  for (let i = 0; i < WARM_UP; i++) {
    const answer = new Promise<void>((resolve) => {
      wake = resolve;
    });
    push(now());
    await answer;
  }
  const before = (await firstValueFrom(context.stats$)).total.versions;
  const start = now();
  await arrivals.run({ rate, rows: rate * seconds, random }, push);
  await new Promise<void>((resolve) => {
    wake = () => {
      if (answered === asked) resolve();
    };
    wake();
  });
  const versions = (await firstValueFrom(context.stats$)).total.versions - before;
  const versionsPerSecond = versions / ((now() - start) / 1000);
  subscription.unsubscribe();
  const ms = (percent: number) => nanoseconds.percentile(percent) / 1e6;
  return { p50: ms(50), p99: ms(99), max: nanoseconds.max / 1e6, versionsPerSecond };
}
