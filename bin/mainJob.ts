import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { firstValueFrom, identity, lastValueFrom, tap } from 'rxjs';
import { cumulative, sliding } from '../lib/evaluate/index.js';
import {
  type ContextConfig,
  classes,
  createContext,
  evaluate,
  instances,
  predictWith,
  scale,
  stream,
  trainOn,
} from '../lib/index.js';
import { accuracy, kappa } from '../lib/metrics/index.js';
import { mlp, pool } from '../lib/models/index.js';
import { adagrad, adam, momentum, type Optimizer, rmsprop, sgd } from '../lib/optimizers/index.js';
import { meanNormalization, minMax, standardization } from '../lib/preprocess/index.js';
import { writePredictions, writeReports } from '../lib/report/index.js';
import { Digest } from './Digest.js';
import { Latency } from './Latency.js';
import { openSource } from './openSource.js';
import type { Summary } from './Summary.js';
import type { Settings } from './settings.js';
import { showReport } from './show.js';
import { UsageError } from './UsageError.js';

const OPTIMIZERS = { sgd, momentum, rmsprop, adam, adagrad };
const SCALERS = {
  standardization: standardization({ clip: 4 }),
  minMax: minMax(),
  meanNormalization: meanNormalization(),
};
const GENERATED_ROWS = 20_000;
const EVERY = 1000;

/** Learns a stream from its first row to its last, and says what came of it. */
export async function mainJob(settings: Settings, libraryVersion: string): Promise<Summary> {
  const { source, label, names } = await openSource(settings);
  const { batchSize, batchesFed, maxStaleness, seed, engine, workers } = settings;
  const config: ContextConfig<string> = {
    target: classes(names),
    ...(settings.model === 'pool'
      ? { model: pool() }
      : { model: mlp({ hidden: settings.hidden, dropout: settings.dropout }), optimizer: optimizerOf(settings) }),
    batchSize,
    batchesFed,
    maxStaleness,
    seed,
    engine,
    workers,
  };
  await using context = createContext(config);
  mkdirSync(settings.out, { recursive: true });
  const files = { predictions: join(settings.out, 'predictions.csv'), reports: join(settings.out, 'reports.csv') };
  const digest = new Digest();
  const latency = new Latency();
  const started = performance.now();
  const cpu = process.cpuUsage();
  const rows = settings.rows ?? (settings.csv === undefined ? GENERATED_ROWS : undefined);

  const pipe$ = stream(context, source, rows === undefined ? {} : { max: rows }).pipe(
    instances(context, { label }),
    settings.scale === 'none' ? identity : scale(context, SCALERS[settings.scale]),
    predictWith(context),
    trainOn(context),
    tap((e) => {
      digest.add(e.id, e.prediction);
      latency.add(e.prediction);
    }),
    writePredictions(context, files.predictions),
    evaluate(context, {
      metrics: { accuracy: accuracy(), kappa: kappa() },
      over: { all: cumulative(), recent: sliding(EVERY) },
      every: EVERY,
    }),
    writeReports(context, files.reports),
    tap((report) => showReport(report, performance.now() - started)),
  );
  const report = await lastValueFrom(pipe$, { defaultValue: undefined });
  if (report === undefined) throw new UsageError('the stream has no rows');

  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const { total, workers: placed, members } = await firstValueFrom(context.stats$);
  const state = context.snapshot$.value;
  const { baselines } = report;
  const summary: Summary = {
    rows: report.instances,
    seconds,
    cpuSeconds: (user + system) / 1e6,
    rowsPerSecond: report.instances / seconds,
    metrics: { accuracy: report.over.all.accuracy, kappa: report.over.all.kappa },
    baselines: {
      noChange: baselines['noChange']?.all.accuracy,
      noChangeLearned: baselines['noChangeLearned']?.all.accuracy,
      majority: baselines['majority']?.all.accuracy,
    },
    untrained: report.untrained.all.accuracy,
    latencyMs: latency.quantiles(),
    versions: total.versions,
    ...(members === undefined ? {} : { members }),
    engine: placed?.engine,
    workers: placed?.kind,
    counts: {
      scored: report.instances,
      unlabelled: total.predicted - total.labelled,
      rejected: total.rejected,
      dropped: total.dropped,
      neverTrained: total.neverTrained,
    },
    greatestStaleness: total.staleness.max,
    configuration: { ...settings, ...config, classes: names, rows: rows ?? null },
    library: libraryVersion,
    digests: {
      predictions: digest.value(),
      weights: Digest.of(state._tag === 'Snapshot' ? state.weights : new Float32Array(0)),
    },
    files,
  };
  if (settings.json !== undefined) {
    mkdirSync(dirname(settings.json), { recursive: true });
    writeFileSync(settings.json, `${JSON.stringify(summary, infinityAsText, 2)}\n`);
  }
  return summary;
}

function optimizerOf({ optimizer, learningRate }: Settings): Optimizer {
  // Plain SGD with a step per row wants a larger rate than the optimizer's general default.
  const rate = learningRate ?? (optimizer === 'sgd' ? 0.05 : undefined);
  return OPTIMIZERS[optimizer](rate === undefined ? {} : { learningRate: rate });
}

/** JSON has no infinity. */
function infinityAsText(_key: string, value: unknown): unknown {
  return value === Number.POSITIVE_INFINITY ? 'Infinity' : value;
}
