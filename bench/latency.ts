import { createHistogram } from 'node:perf_hooks';
import { firstValueFrom, Subject } from 'rxjs';
import type { EngineName } from '../lib/engine/LearnerDescription.js';
import { classes, createContext, type Instance, predictWith } from '../lib/index.js';
import { mlp } from '../lib/models/index.js';
import type { Bench, Row } from './support/Bench.js';

const ASKED = 2000;
const NETWORKS = { 'MLP 6-64-2': [64], 'MLP 6-32-64-128-2': [32, 64, 128] };
const ENGINES: readonly EngineName[] = ['fast', 'wasm', 'cpu'];
const KINDS = ['inline', 'thread', 'process'] as const;

/** One prediction at a time on a context that does nothing else: from `next` on its source to `next` on its subscriber. */
export const bench: Bench = {
  name: 'latency',
  async run() {
    const table: Row[] = [];
    for (const [network, hidden] of Object.entries(NETWORKS)) {
      for (const engine of ENGINES) {
        for (const workers of KINDS)
          table.push({ network, engine, workers, ...(await latency(hidden, engine, workers)) });
      }
    }
    return table;
  },
};

async function latency(hidden: readonly number[], engine: EngineName, workers: (typeof KINDS)[number]): Promise<Row> {
  const logger = { debug() {}, info() {}, warn: console.warn, error: console.error };
  await using context = createContext({
    ...{ target: classes(['0', '1']), model: mlp({ hidden }), seed: 1, logger, engine, workers },
  });
  const asked$ = new Subject<Instance>();
  const answered$ = new Subject<number>();
  asked$.pipe(predictWith(context)).subscribe(() => answered$.next(performance.now()));
  const nanoseconds = createHistogram({ lowest: 1, highest: 2 ** 40, figures: 3 });
  for (let i = 0; i < ASKED; i++) {
    const x = Float32Array.from({ length: 6 }, (_, j) => Math.sin(i * 6 + j));
    const answered = firstValueFrom(answered$);
    const start = performance.now();
    asked$.next({ id: i, x, row: undefined });
    const ms = (await answered) - start;
    // The first ones start the engine and warm it up.
    if (i >= ASKED / 10) nanoseconds.record(Math.max(1, Math.round(ms * 1e6)));
  }
  asked$.complete();
  return { 'p50 ms': nanoseconds.percentile(50) / 1e6, 'p99 ms': nanoseconds.percentile(99) / 1e6 };
}
