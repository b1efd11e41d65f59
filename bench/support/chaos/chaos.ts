import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { csvParse } from 'd3-dsv';
import { lastValueFrom, tap } from 'rxjs';
import { Digest } from '../../../bin/Digest.js';
import type { ContextConfig } from '../../../lib/context/Context.js';
import { cumulative } from '../../../lib/evaluate/index.js';
import {
  classes,
  createContext,
  evaluate,
  instances,
  predictWith,
  scale,
  stream,
  trainOn,
} from '../../../lib/index.js';
import { accuracy } from '../../../lib/metrics/index.js';
import { mlp } from '../../../lib/models/index.js';
import { standardization } from '../../../lib/preprocess/index.js';
import { writePredictions } from '../../../lib/report/index.js';
import { sea } from '../../../lib/source/index.js';
import { Random } from '../../../lib/source/Random.js';
import { ORDERS } from './fatalLoss.js';
import { Killer } from './Killer.js';

/** What came of it: every number from `lost` on is to be 0. */
export interface Chaos {
  readonly kills: number;
  readonly rows: number;
  readonly predicted: number;
  readonly lost: number;
  readonly duplicated: number;
  readonly outOfOrder: number;
  readonly versionsWentBack: number;
  readonly metricsDiffer: number;
  readonly leftRunning: number;
  readonly digestsDiffer: number;
}

export const isSound = ({ kills: _, rows, predicted, ...wrong }: Chaos): boolean =>
  rows === predicted && Object.values(wrong).every((count) => count === 0);

const ROWS = 800;
const PERIOD_MS = 5;
const MODES: readonly Partial<ContextConfig<'0' | '1'>>[] = [
  { maxStaleness: Number.POSITIVE_INFINITY },
  { maxStaleness: 0 },
  { maxStaleness: 20 },
];

const SILENT = { debug() {}, info() {}, warn() {}, error: console.error };

/**
 * Runs pipes of known rows, live and strict by turns, while trainer and predictor are ended at random, until the time is up; the
 * pipe that is then running is run to its end.
 */
export async function chaos(seed: number, minutes: number, say: (line: string) => void = () => {}): Promise<Chaos> {
  const folder = mkdtempSync(join(tmpdir(), 'adlstream-chaos-'));
  const orders = join(folder, 'order');
  process.env[ORDERS] = orders;
  const end = performance.now() + minutes * 60_000;
  const total = { kills: 0, rows: 0, predicted: 0, lost: 0, duplicated: 0, outOfOrder: 0 };
  const wrong = { versionsWentBack: 0, metricsDiffer: 0, leftRunning: 0, digestsDiffer: 0 };
  try {
    for (let n = 0; n === 0 || performance.now() < end; n++) {
      const mode = { ...MODES[n % MODES.length]!, seed: seed + n };
      const killer = new Killer(new Random(seed + n), orders);
      const file = join(folder, 'predictions.csv');
      const run = await runPipe(mode, file, killer);
      const rows = csvParse(readFileSync(file, 'utf8'));
      const ids = rows.map(({ id }) => Number(id));
      const distinct = new Set(ids).size;
      total.kills += killer.kills;
      total.rows += ROWS;
      total.predicted += distinct;
      total.lost += ROWS - distinct;
      total.duplicated += ids.length - distinct;
      total.outOfOrder += falls(ids);
      wrong.versionsWentBack += falls(rows.map(({ version }) => Number(version)));
      const hits = rows.filter(({ truth, value }) => truth === value).length;
      if (Math.abs(hits / rows.length - (run.accuracy ?? Number.NaN)) > 1e-12 || run.scored !== ids.length)
        wrong.metricsDiffer++;
      wrong.leftRunning += killer.leftRunning();
      if (mode.maxStaleness !== Number.POSITIVE_INFINITY) {
        const alone = await runPipe({ ...mode, workers: 'inline' }, file);
        if (alone.digests !== run.digests) wrong.digestsDiffer++;
      }
      say(`${n}: maxStaleness ${mode.maxStaleness}, ${killer.kills} kills, accuracy ${run.accuracy?.toFixed(3)}`);
    }
  } finally {
    delete process.env[ORDERS];
    rmSync(folder, { recursive: true, force: true });
  }
  return { ...total, ...wrong };
}

async function runPipe(config: Partial<ContextConfig<'0' | '1'>>, file: string, killer?: Killer) {
  const { seed = 0, maxStaleness } = config;
  await using context = createContext({
    target: classes(['0', '1']),
    model: mlp({ hidden: [8] }),
    loss: { module: new URL('./fatalLoss.js', import.meta.url), export: 'fatalLoss' },
    ...{ engine: 'cpu', workers: 'process', batchSize: 4, batchesFed: 2, maxRestarts: 20, hangTimeoutMs: 400 },
    logger: killer ?? SILENT,
    ...config,
  });
  const digest = new Digest();
  // A live feed cannot be slowed; and the run that is left alone need not wait for the clock.
  const pace = killer === undefined ? {} : { periodMs: PERIOD_MS, backpressure: Number.isFinite(maxStaleness) };
  killer?.start();
  try {
    const report = await lastValueFrom(
      stream(context, sea({ seed, instances: ROWS }), pace).pipe(
        instances(context, { label: 'class' }),
        scale(context, standardization({ clip: 4 })),
        predictWith(context),
        trainOn(context),
        tap(({ id, prediction }) => digest.add(id, prediction)),
        writePredictions(context, file),
        evaluate(context, { metrics: { accuracy: accuracy() }, over: { all: cumulative() }, every: ROWS }),
      ),
    );
    const state = context.snapshot$.value;
    const weights = state._tag === 'Snapshot' ? Digest.of(state.weights) : state._tag;
    return { accuracy: report.over.all.accuracy, scored: report.instances, digests: `${digest.value()} ${weights}` };
  } finally {
    killer?.stop();
    await context.close();
  }
}

const falls = (numbers: readonly number[]): number =>
  numbers.filter((number, i) => i > 0 && number < numbers[i - 1]!).length;
