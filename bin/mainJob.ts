import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { firstValueFrom, lastValueFrom, tap } from 'rxjs';
import { cumulative, sliding } from '../lib/evaluate/index.js';
import { type ContextConfig, createContext, evaluate, type Metrics } from '../lib/index.js';
import { adagrad, adam, momentum, type Optimizer, rmsprop, sgd } from '../lib/optimizers/index.js';
import { writePredictions, writeReports } from '../lib/report/index.js';
import { classification } from './classification.js';
import { Digest } from './Digest.js';
import { forecast } from './forecast.js';
import { Latency } from './Latency.js';
import { modelOf } from './modelOf.js';
import type { Summary } from './Summary.js';
import type { Settings } from './settings.js';
import { reportTable } from './show.js';
import type { Task } from './Task.js';
import { UsageError } from './UsageError.js';
import { writeJson } from './writeJson.js';

const OPTIMIZERS = { sgd, momentum, rmsprop, adam, adagrad };
const EVERY = 1000;

/** Learns a stream from its first row to its last, and says what came of it. */
export async function mainJob(settings: Settings, libraryVersion: string): Promise<Summary> {
  if (settings.weight !== undefined && settings.csv === undefined) {
    throw new UsageError('--weight names a column of a file: give --csv FILE too');
  }
  const started = performance.now();
  const cpu = process.cpuUsage();
  const summary =
    settings.forecast === undefined
      ? await run(await classification(settings), settings)
      : await run(await forecast(settings, settings.forecast), settings);
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const cpuSeconds = (user + system) / 1e6;
  const whole = { ...summary, seconds, cpuSeconds, rowsPerSecond: summary.rows / seconds, library: libraryVersion };
  if (settings.json !== undefined) writeJson(settings.json, whole, infinityAsText);
  return whole;
}

type Outcome = Omit<Summary, 'seconds' | 'cpuSeconds' | 'rowsPerSecond' | 'library'>;

async function run<V, S, M extends Metrics<V>>(task: Task<V, S, M>, settings: Settings): Promise<Outcome> {
  const { batchSize, batchesFed, maxStaleness, seed, engine, workers, classWeight } = settings;
  const config: ContextConfig<V, S> = {
    target: task.target,
    model: modelOf(settings),
    ...(settings.model === 'pool' ? {} : { optimizer: optimizerOf(settings) }),
    ...{ batchSize, batchesFed, maxStaleness, seed, engine, workers },
    ...(classWeight === undefined ? {} : { classWeight }),
  };
  await using context = createContext(config);
  mkdirSync(settings.out, { recursive: true });
  const files = { predictions: join(settings.out, 'predictions.csv'), reports: join(settings.out, 'reports.csv') };
  const digest = new Digest();
  const latency = new Latency();
  const show = reportTable(Object.keys(task.metrics));
  const report = await lastValueFrom(
    task.scored$(context).pipe(
      tap(({ id, prediction }) => {
        digest.add(id, prediction);
        latency.add(prediction);
      }),
      writePredictions(context, files.predictions),
      evaluate(context, { metrics: task.metrics, over: { all: cumulative(), recent: sliding(EVERY) }, every: EVERY }),
      writeReports(context, files.reports),
      tap((scores) => show(scores)),
    ),
    { defaultValue: undefined },
  );
  if (report === undefined) throw new UsageError('the stream has no rows that could be scored');

  const { total, workers: placed, members } = await firstValueFrom(context.stats$);
  const state = context.snapshot$.value;
  const baseline = (name: string) => report.baselines[name]?.all[task.main];
  return {
    rows: report.instances,
    metrics: report.over.all,
    baselines: {
      noChange: baseline('noChange'),
      noChangeLearned: baseline('noChangeLearned'),
      ...(task.target._tag === 'Classes' ? { majority: baseline('majority') } : { mean: baseline('mean') }),
    },
    untrained: report.untrained.all[task.main],
    latencyMs: latency.quantiles(),
    versions: total.versions,
    ...(members === undefined ? {} : { members }),
    engine: placed?.engine,
    workers: placed?.kind,
    device: placed?.device,
    counts: {
      scored: report.instances,
      unlabelled: total.predicted - total.labelled,
      rejected: total.rejected,
      dropped: total.dropped,
      neverTrained: total.neverTrained,
    },
    greatestStaleness: total.staleness.max,
    configuration: { ...settings, ...config, names: task.names },
    digests: {
      predictions: digest.value(),
      weights: Digest.of(state._tag === 'Snapshot' ? state.weights : new Float32Array(0)),
    },
    files,
  };
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
