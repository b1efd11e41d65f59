import { lastValueFrom } from 'rxjs';
import { createLearner } from '../../../lib/engine/createLearner.js';
import { classes, createContext, type Labelled, predictWith, stream, trainOn } from '../../../lib/index.js';
import { mlp } from '../../../lib/models/index.js';
import { adam } from '../../../lib/optimizers/index.js';
import { toyBatch } from '../../../lib/testing/toyBatch.js';
import type { WorkerKind } from '../../../lib/workers/Hosted.js';
import type { Row } from '../Bench.js';
import { Arrivals } from './Arrivals.js';
import { type Label, latencies } from './latencies.js';
import { type Figures, median, medians } from './medians.js';

const KINDS: readonly WorkerKind[] = ['inline', 'thread', 'process'];
const WIDTHS = [8, 32, 64, 128, 256, 512, 1024];
const [INPUTS, BATCH, RATE] = [48, 32, 1000];
/** Rows of a replay. */
const ROWS = 50 * BATCH;
/** How far a replay's predictions may be behind: enough for trainer and predictor to work side by side. */
const STALENESS = 8 * BATCH;

type Measured = Figures<'p50' | 'p99' | 'rowsPerSecond'>;

/**
 * Perceptrons of growing width, a training per 32 rows: a live feed's latencies, with rows that arrive at random times, and how
 * many rows a second a replay learns under a finite `maxStaleness`, by kind of workers. `÷ inline` is how many times inline's.
 */
export async function beatsInline(rounds: number, seconds: number): Promise<Row[]> {
  const arrivals = new Arrivals();
  const rows: Row[] = [];
  for (const width of WIDTHS) {
    const model = mlp({ hidden: [width, width] });
    const measure = async (workers: WorkerKind): Promise<Measured> => {
      const config = { model, workers, batchSize: BATCH, inputShape: [INPUTS] };
      const live = { rate: RATE, seconds, trains: true, random: true, config };
      const { p50, p99 } = await latencies(arrivals, live);
      return { p50, p99, rowsPerSecond: await replay(model, workers) };
    };
    const measured = await medians(new Map(KINDS.map((kind) => [kind, () => measure(kind)])), rounds);
    const step = await stepMs(model);
    const inline = measured.get('inline')!;
    for (const kind of KINDS) {
      const { p50, p99, rowsPerSecond } = measured.get(kind)!;
      rows.push({
        ...{ network: `MLP ${INPUTS}-${width}-${width}-2`, 'step ms': step, workers: kind },
        ...{ 'live p50 ms': p50, 'live p99 ms': p99, 'p99 ÷ inline': p99 / inline.p99 },
        ...{ 'replay rows/s': Math.round(rowsPerSecond), 'rows/s ÷ inline': rowsPerSecond / inline.rowsPerSecond },
      });
    }
  }
  await arrivals.close();
  return rows;
}

/** From which step on a kind of workers beats inline, and goes on to. */
export function summary(rows: readonly Row[]): string[] {
  const from = (kind: WorkerKind, column: string, isBetter: (ratio: number) => boolean) => {
    const own = rows.filter(({ workers }) => workers === kind);
    const worse = own.findLastIndex((row) => !isBetter(Number(row[column])));
    const first = own[worse + 1];
    return first === undefined
      ? 'at none of these'
      : `from ${first['network']}, a step of ${Number(first['step ms']).toPrecision(2)} ms, on`;
  };
  return (['thread', 'process'] as const).flatMap((kind) => [
    `a ${kind}'s p99 beats inline's ${from(kind, 'p99 ÷ inline', (ratio) => ratio < 1)}`,
    `a ${kind} learns more rows a second than inline ${from(kind, 'rows/s ÷ inline', (ratio) => ratio > 1)}`,
  ]);
}

async function replay(model: ReturnType<typeof mlp>, workers: WorkerKind): Promise<number> {
  const logger = { debug() {}, info() {}, warn: console.warn, error: console.error };
  await using context = createContext({
    ...{ target: classes(['0', '1']), model, workers, optimizer: adam(), seed: 1, logger, inputShape: [INPUTS] },
    ...{ batchSize: BATCH, maxStaleness: STALENESS },
  });
  const { x } = toyBatch({ target: 'Classes', inputShape: [INPUTS], outputs: 2 }, ROWS);
  const instances = Array.from({ length: ROWS }, (_, id): Labelled<Label, undefined> => {
    const features = x.slice(id * INPUTS, (id + 1) * INPUTS);
    return { id, x: features, row: undefined, y: features[0]! > 0 ? '1' : '0' };
  });
  const pass = () => lastValueFrom(stream(context, instances).pipe(predictWith(context), trainOn(context)));
  // The first starts the workers and warms them up.
  await pass();
  const start = performance.now();
  await pass();
  return ROWS / ((performance.now() - start) / 1000);
}

/** Of a batch, on the fast engine in this thread. */
async function stepMs(model: ReturnType<typeof mlp>): Promise<number> {
  const shape = { target: 'Classes', inputShape: [INPUTS], outputs: 2 } as const;
  const { learner } = await createLearner(
    { ...shape, model, optimizer: adam(), loss: undefined, seed: 1, batchSize: BATCH },
    'fast',
  );
  const batch = toyBatch(shape, BATCH);
  const times = Array.from({ length: 30 }, (_, step) => {
    const start = performance.now();
    learner.train(batch, step + 1);
    return performance.now() - start;
  });
  learner.dispose();
  return median(times.slice(10));
}
