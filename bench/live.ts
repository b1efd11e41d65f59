import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import { firstValueFrom, Subject } from 'rxjs';
import type { ContextConfig } from '../lib/context/Context.js';
import { classes, createContext, type Labelled, predictWith, trainOn } from '../lib/index.js';
import { mlp } from '../lib/models/index.js';
import { adam } from '../lib/optimizers/index.js';
import type { Bench, Row } from './support/Bench.js';

type Label = '0' | '1';
const HIDDEN = [32, 64, 128];
const PER_SECOND = 200;
const SECONDS = 4;

/**
 * How long a prediction takes while training goes on: rows arrive at a fixed rate, each is answered from the newest snapshot.
 * With the trainer in a thread that trains without a pause, the same on an idle context, and with training in the same thread.
 */
export const bench: Bench = {
  name: 'live',
  async run() {
    const live = { maxStaleness: Number.POSITIVE_INFINITY, batchSize: 32, batchesFed: 20 };
    const ways: { readonly [what: string]: Partial<ContextConfig<Label>> } = {
      'no training, predictor inline': { ...live, workers: 'inline' },
      'no training, predictor in a thread': { ...live, workers: 'thread' },
      'trainer thread trains without a pause, predictor inline': { ...live, schedule: 'continuous' },
      'trainer thread trains without a pause, predictor in a thread': {
        ...live,
        schedule: 'continuous',
        workers: 'thread',
      },
      'training inline': { ...live, workers: 'inline' },
    };
    const table: Row[] = [];
    for (const engine of ['fast', 'wasm'] as const) {
      for (const [what, config] of Object.entries(ways)) {
        table.push({ engine, what, ...(await latencies(!what.startsWith('no'), { ...config, engine })) });
      }
    }
    return table;
  },
};

async function latencies(trains: boolean, config: Partial<ContextConfig<Label>>): Promise<Row> {
  const logger = { debug() {}, info() {}, warn: console.warn, error: console.error };
  await using context = createContext({
    ...{ target: classes(['0', '1']), model: mlp({ hidden: HIDDEN }), optimizer: adam(), seed: 1, logger },
    ...config,
  });
  const nanoseconds = createHistogram({ lowest: 1, highest: 2 ** 40, figures: 3 });
  const rows$ = new Subject<Labelled<Label, number>>();
  const predicted$ = rows$.pipe(predictWith(context));
  let asked = 0;
  let answered: (() => void) | undefined;
  const subscription = (trains ? predicted$.pipe(trainOn(context)) : predicted$).subscribe(({ row }) => {
    // What comes while workers start and warm up says nothing about a feed that runs for days.
    if (row > 0) nanoseconds.record(Math.max(1, Math.round((performance.now() - row) * 1e6)));
    answered?.();
  });
  const push = (row: number) => {
    const x = Float32Array.from({ length: 6 }, (_, j) => Math.sin(asked * 6 + j));
    rows$.next({ id: asked++, x, row, y: x[0]! > 0 ? '1' : '0' });
  };
  for (let i = 0; i < 700; i++) {
    const answer = new Promise<void>((resolve) => {
      answered = resolve;
    });
    push(0);
    await answer;
  }
  answered = undefined;
  const start = performance.now();
  await new Promise<void>((resolve) => {
    let due = 0;
    const tick = setInterval(() => {
      const now = performance.now();
      for (; due < ((now - start) / 1000) * PER_SECOND; due++) push(start + (due / PER_SECOND) * 1000);
      if (now - start < SECONDS * 1000) return;
      clearInterval(tick);
      resolve();
    }, 1);
  });
  const { total } = await firstValueFrom(context.stats$);
  subscription.unsubscribe();
  return { ...quantiles(nanoseconds), versions: total.versions };
}

function quantiles(nanoseconds: RecordableHistogram): Row {
  const ms = (percent: number) => nanoseconds.percentile(percent) / 1e6;
  return { 'p50 ms': ms(50), 'p99 ms': ms(99), 'max ms': nanoseconds.max / 1e6 };
}
