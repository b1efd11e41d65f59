import { lastValueFrom, tap } from 'rxjs';
import { cumulative } from '../../lib/evaluate/index.js';
import { classes, createContext, evaluate, instances, predictWith, stream, trainOn } from '../../lib/index.js';
import { accuracy, kappa } from '../../lib/metrics/index.js';
import type { Pool } from '../../lib/models/index.js';
import type { LabelledStream } from './labelledStreams.js';

type Names = [string, ...string[]];

/** What a pass over a stream came to. */
export interface Pass {
  readonly accuracy: number | undefined;
  readonly kappa: number | undefined;
  readonly rows: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Of repeating the last label. */
  readonly noChange: { readonly accuracy: number | undefined; readonly kappa: number | undefined };
  /** A row each: 1 where the prediction was right. */
  readonly hits: readonly number[];
}

/** Predicts each row, scores it, and learns it before the next: strict, a step per row, in this thread. */
export async function prequential(
  { open, label, classes: names }: LabelledStream,
  model: Pool,
  seed: number,
): Promise<Pass> {
  const logger = { debug() {}, info() {}, warn: console.warn, error: console.error };
  await using context = createContext({ target: classes(names as Names), model, seed, workers: 'inline', logger });
  const hits: number[] = [];
  const cpu = process.cpuUsage();
  const start = performance.now();
  const report = await lastValueFrom(
    stream<object>(context, open(seed)).pipe(
      instances(context, { label: label as never }),
      predictWith(context),
      trainOn(context),
      tap(({ y, prediction }) => hits.push(prediction.value === y ? 1 : 0)),
      evaluate(context, { metrics: { accuracy: accuracy(), kappa: kappa() }, over: { all: cumulative() } }),
    ),
  );
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const { all } = report.over;
  const { accuracy: repeated, kappa: kappaRepeated } = report.baselines.noChange?.all ?? {};
  const noChange = { accuracy: repeated, kappa: kappaRepeated };
  return { ...all, rows: report.instances, seconds, cpuSeconds: (user + system) / 1e6, noChange, hits };
}
