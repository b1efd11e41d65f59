// The uses of the library, and what must not compile. Type-checked with the project; never run.
import * as E from 'fp-ts/lib/Either.js';
import { concat, filter, groupBy, map, mergeMap, type Observable, of, share } from 'rxjs';
import { chunks, cumulative, fading, sliding } from '../../lib/evaluate/index.js';
import {
  ADLStream,
  classes,
  classificationStreamGenerator,
  createContext,
  decodeConfig,
  delayLabels,
  evaluate,
  instances,
  joinLabels,
  type Label,
  movingWindow,
  movingWindowStreamGenerator,
  predictWith,
  prequentialEvaluator,
  type StreamGenerator,
  scale,
  stream,
  trainOn,
  values,
} from '../../lib/index.js';
import { accuracy, kappa, mae } from '../../lib/metrics/index.js';
import { lstm, mlp } from '../../lib/models/index.js';
import { adam, sgd } from '../../lib/optimizers/index.js';
import { minMax, standardization } from '../../lib/preprocess/index.js';
import { showProgress, writePredictions, writeReports } from '../../lib/report/index.js';
import { csv, jsonLines } from '../../lib/source/index.js';
import type { PredictReply } from '../../lib/workers/index.js';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function same<A, B>(ok: Same<A, B>): void;
interface Reading {
  readingId: string;
  deviceId: string;
  t: number;
  vibration: number;
}
declare const readings$: Observable<Reading>;
declare const labels$: Observable<Label<'ok' | 'fault'>>;
declare function alarm(deviceId: string, state: 'ok' | 'fault'): void;
interface Tick {
  at: string;
  price: number;
  demand: number;
}
interface PastReading extends Reading {
  state: string;
}
declare const generator: StreamGenerator<readonly number[], number>;
declare function say(...anything: unknown[]): void;

/** A function, so that nothing of it happens. */
export function uses(): void {
  // ── 1. the DESIGN's first example ───────────────────────────────────────────────────────────────────────────────────
  const context = createContext({
    target: classes(['0', '1']),
    model: mlp({ hidden: [64] }),
    optimizer: sgd({ learningRate: 0.05 }),
    batchSize: 1,
    batchesFed: 1,
    maxStaleness: 0,
    seed: 7,
  });

  stream(context, csv('elec.csv'))
    .pipe(
      instances(context, { label: 'class' }),
      scale(context, standardization({ clip: 4 })),
      predictWith(context),
      trainOn(context),
      evaluate(context, {
        metrics: { accuracy: accuracy(), kappa: kappa() },
        over: { all: cumulative(), recent: sliding(1000) },
        every: 1000,
      }),
    )
    .subscribe((report) => {
      console.log(
        report.instances,
        report.over.all.kappa,
        report.over.recent.kappa,
        report.baselines.noChange?.all.kappa,
      );
      same<typeof report.over.all.kappa, number | undefined>(true);
    });

  // ── 2. the live feed ────────────────────────────────────────────────────────────────────────────────────────────────

  const device = createContext({ target: classes(['ok', 'fault']), model: mlp() });
  const predicted$ = readings$.pipe(
    instances(device, { id: 'readingId', features: ['t', 'vibration'] }),
    scale(device, standardization()),
    predictWith(device),
    share(),
  );
  predicted$.subscribe((p) => alarm(p.row.deviceId, p.prediction.value));
  predicted$
    .pipe(
      joinLabels(device, labels$, { expireMs: 3_600_000 }),
      trainOn(device),
      evaluate(device, { metrics: { kappa: kappa() }, over: { faded: fading({ chunk: 10, factor: 0.98 }) } }),
    )
    .subscribe((report) => report.over.faded.kappa);

  // ── 3. a forecast: predictions leave with the row, labels when the horizon has passed ───────────────────────────────
  const forecast = createContext({
    target: values(['price'], { horizon: 3, scale: standardization() }),
    model: lstm({ units: [32] }),
    optimizer: adam(),
    batchSize: 60,
    batchesFed: 20,
  });
  const forecasts$ = stream(forecast, jsonLines<Tick>('ticks.jsonl')).pipe(
    instances(forecast, { features: ['price', 'demand'], label: 'price' }),
    scale(forecast, standardization()),
    movingWindow(forecast, { pastHistory: 12 }),
    predictWith(forecast),
  );
  forecasts$.subscribe((e) => {
    if ('prediction' in e) same<typeof e.prediction.value, readonly number[]>(true);
  });
  forecasts$
    .pipe(
      joinLabels(forecast),
      trainOn(forecast),
      writePredictions(forecast, 'predictions.csv'),
      evaluate(forecast, { metrics: { mae: mae() }, over: { byTen: chunks(10) } }),
      writeReports(forecast, 'reports.csv'),
    )
    .subscribe((report) => report.over.byTen.mae?.toFixed(4));

  // Two value targets have names.
  const market = createContext({ target: values(['price', 'demand']), model: mlp() });
  stream(market, jsonLines<Tick>('ticks.jsonl'))
    .pipe(instances(market, { label: ['price', 'demand'] }), predictWith(market), trainOn(market))
    .subscribe((p) => p.prediction.value.demand - p.y.demand);

  // Labels 100 rows late, in the same stream.
  stream(context, csv('elec.csv'))
    .pipe(
      instances(context, { label: 'class' }),
      delayLabels(context, 100),
      predictWith(context),
      joinLabels(context),
      trainOn(context),
    )
    .subscribe((p) => same<typeof p.y, '0' | '1'>(true));

  // ── 4. history first, then live: one scaler, one model ──────────────────────────────────────────────────────────────
  const history$ = stream(device, jsonLines<PastReading>('history.jsonl')).pipe(
    instances(device, { label: 'state', features: ['t', 'vibration'] }),
    scale(device, standardization()),
    trainOn(device, { from: 'history' }),
  );
  concat(history$.pipe(filter(() => false)), predicted$).subscribe();

  // ── 5. a scaler and a score per device, one model ───────────────────────────────────────────────────────────────────
  readings$
    .pipe(
      groupBy((reading) => reading.deviceId),
      mergeMap((one$) => {
        const one = device.scope(one$.key);
        return one$.pipe(
          instances(one, { id: 'readingId', features: ['vibration'] }),
          scale(one, minMax()),
          predictWith(one),
          joinLabels(one, labels$),
          trainOn(one),
          evaluate(one, { metrics: { accuracy: accuracy() }, over: { all: cumulative() } }),
          map((report) => ({ device: one$.key, accuracy: report.over.all.accuracy })),
        );
      }),
    )
    .subscribe((line) => line.accuracy);

  // ── 6. ports, configuration, the context's streams, the page's class ────────────────────────────────────────────────
  const reply: PredictReply = { _tag: 'Predicted', outputs: new Float32Array(2), version: 0, computeMs: 0 };
  createContext({ target: classes(['a', 'b']), model: mlp(), predictor: () => of(reply), trainer: { gpu: 0 } });
  const checked = decodeConfig({ target: classes(['a', 'b']), model: mlp(), batchSize: -1 });
  if (E.isLeft(checked)) for (const { remedy } of checked.left.mistakes) say(remedy);
  else same<typeof checked.right.target, ReturnType<typeof classes<['a', 'b']>>>(true);
  context.stats$.subscribe((stats) => stats.total.waitMs.p99);
  context.rejected$.subscribe((rejected) => rejected._tag === 'BadRow' && rejected.field);
  if (context.snapshot$.value._tag === 'Snapshot') context.snapshot$.value.version;

  new ADLStream({
    streamGenerator: generator,
    evaluator: { metrics: { mae: mae() }, over: { faded: fading({ chunk: 10, factor: 0.98 }) } },
    batchSize: 60,
    numBatchesFed: 20,
    modelArchitecture: 'lstm',
    modelLoss: 'meanAbsoluteError',
  })
    .run()
    .then((report) => report.over.faded.mae);
  const original = new ADLStream({
    streamGenerator: classificationStreamGenerator(csv('elec.csv'), { classes: ['0', '1'], label: 'class' }),
    evaluator: prequentialEvaluator({ chunkSize: 10, metric: 'kappa' }),
    batchSize: 60,
    numBatchesFed: 20,
    modelArchitecture: 'mlp',
    modelLoss: 'categoricalCrossentropy',
    modelOptimizer: adam(),
    modelParameters: { hiddenLayers: [64] },
    trainGpuIndex: 0,
    predictGpuIndex: 1,
    logFile: 'adlstream.log',
  });
  original.report$.subscribe((report) => report.over.prequential.kappa?.toFixed(4));
  original.model().then((model) => model.getWeights());
  const windows = movingWindowStreamGenerator(jsonLines<Tick>('ticks.jsonl'), {
    inputs: ['price', 'demand'],
    targets: ['price'],
    pastHistory: 12,
    forecastingHorizon: 3,
  });
  same<typeof windows, StreamGenerator<readonly number[], number>>(true);

  // ── 7. what must not compile ────────────────────────────────────────────────────────────────────────────────────────
  const rows$ = stream(context, csv('elec.csv'));
  const plain$ = rows$.pipe(instances(context), predictWith(context));
  const labelled$ = rows$.pipe(instances(context, { label: 'class' }));
  const scored$ = labelled$.pipe(predictWith(context), trainOn(context));

  // @ts-expect-error no label
  plain$.pipe(trainOn(context));
  // @ts-expect-error no prediction
  labelled$.pipe(trainOn(context));
  // @ts-expect-error history needs labels too
  plain$.pipe(trainOn(context, { from: 'history' }));
  // @ts-expect-error a label that came later is not joined yet
  labelled$.pipe(delayLabels(context, 10), predictWith(context), trainOn(context));
  // @ts-expect-error scored before predicted
  labelled$.pipe(evaluate(context, { metrics: { kappa: kappa() }, over: { all: cumulative() } }));
  // @ts-expect-error no labels travel in this stream
  plain$.pipe(joinLabels(context));
  // @ts-expect-error another context's classes
  scored$.pipe(trainOn(device));
  // @ts-expect-error labels of other classes
  predicted$.pipe(joinLabels(device, of({ id: 1, y: 'broken' as const })));
  // @ts-expect-error 'broken' is no class
  predicted$.subscribe((p) => p.prediction.value === 'broken');
  // @ts-expect-error no such field in a reading
  readings$.pipe(instances(device, { features: ['temperature'] }));
  // @ts-expect-error no such label in a reading
  readings$.pipe(instances(device, { label: 'state' }));
  stream(forecast, jsonLines<Tick>('t')).pipe(
    instances(forecast, { label: 'price' }),
    // @ts-expect-error a forecast without its window
    predictWith(forecast),
    trainOn(forecast),
  );
  // @ts-expect-error mae does not score classes
  scored$.pipe(evaluate(context, { metrics: { mae: mae() }, over: { all: cumulative() } }));
  // @ts-expect-error kappa does not score numbers
  evaluate(forecast, { metrics: { kappa: kappa() }, over: { all: cumulative() } });
  scored$
    .pipe(evaluate(context, { metrics: { kappa: kappa() }, over: { all: cumulative() } }))
    // @ts-expect-error an unknown metric
    .subscribe((report) => report.over.all.accuracy);
  scored$
    .pipe(evaluate(context, { metrics: { kappa: kappa() }, over: { all: cumulative() } }))
    // @ts-expect-error an unknown accumulation
    .subscribe((report) => report.over.recent.kappa);
  scored$
    .pipe(evaluate(context, { metrics: { kappa: kappa() }, over: { all: cumulative() } }))
    // @ts-expect-error a value may be undefined
    .subscribe((report) => report.over.all.kappa.toFixed());
  // @ts-expect-error a sink for reports, not for rows
  rows$.pipe(writeReports(context, 'reports.csv'));
  const rest = { batchSize: 1, numBatchesFed: 1, modelArchitecture: 'mlp', modelLoss: 'meanSquaredError' } as const;
  new ADLStream({
    streamGenerator: windows,
    // @ts-expect-error kappa does not score a forecast
    evaluator: prequentialEvaluator({ chunkSize: 1, metric: 'kappa' }),
    ...rest,
  });
  movingWindowStreamGenerator(jsonLines<Tick>('t'), {
    // @ts-expect-error no such field in a tick
    inputs: ['x'],
    targets: ['price'],
    pastHistory: 1,
    forecastingHorizon: 1,
  });
  // @ts-expect-error a misspelt option
  createContext({ target: classes(['a', 'b']), model: mlp(), batchsize: 3 });
  // @ts-expect-error nobody but the context publishes
  context.snapshot$.next({ _tag: 'Starting' });

  showProgress(context);
}
