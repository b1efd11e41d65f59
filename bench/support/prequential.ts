import { identity, lastValueFrom, tap } from 'rxjs';
import type { ContextConfig } from '../../lib/context/Context.js';
import { cumulative } from '../../lib/evaluate/index.js';
import {
  classes,
  createContext,
  evaluate,
  instances,
  predictWith,
  replay,
  scale,
  stream,
  trainOn,
} from '../../lib/index.js';
import { accuracy, kappa } from '../../lib/metrics/index.js';
import { type Pool, type PoolMember, pool } from '../../lib/models/index.js';
import { quantileEncoding, standardization } from '../../lib/preprocess/index.js';
import type { LabelledStream } from './labelledStreams.js';

type Names = [string, ...string[]];

/** What a pass over a stream came to. */
export interface Pass {
  readonly accuracy: number | undefined;
  readonly kappa: number | undefined;
  readonly rows: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Of each prediction, from the question to the answer, with all training inline: the median in milliseconds. */
  readonly latency: { readonly p50: number };
  /** Of repeating the last label. */
  readonly noChange: { readonly accuracy: number | undefined; readonly kappa: number | undefined };
  /** A row each: 1 where the prediction was right. */
  readonly hits: readonly number[];
}

/**
 * Predicts each row, scores it, and learns it before the next: strict, a step per row, in this thread.
 *
 * @param learner a pool; or one of its members alone, as one would take it who knows which is good: the network with its optimizer,
 * its view as a scaler, and its replay as a schedule.
 */
export async function prequential(
  { open, label, classes: names }: LabelledStream,
  learner: Pool | PoolMember,
  seed: number,
): Promise<Pass> {
  const logger = { debug() {}, info() {}, warn: console.warn, error: console.error };
  const isMember = 'optimizer' in learner;
  const learning: Pick<ContextConfig<string>, 'model' | 'optimizer' | 'schedule'> = isMember
    ? {
        ...{ model: learner.model, optimizer: learner.optimizer },
        ...(learner.replay === true ? { schedule: replay(pool().parameters.replay) } : {}),
      }
    : { model: learner };
  const target = classes(names as Names);
  await using context = createContext({ ...learning, target, seed, workers: 'inline', logger });
  const view = isMember && learner.view === 'encoded' ? quantileEncoding() : standardization({ clip: 4 });
  const hits: number[] = [];
  const waits: number[] = [];
  let asked = 0;
  const cpu = process.cpuUsage();
  const start = performance.now();
  const report = await lastValueFrom(
    stream<object>(context, open(seed)).pipe(
      instances(context, { label: label as never }),
      isMember ? scale(context, view) : identity,
      tap(() => {
        asked = performance.now();
      }),
      predictWith(context),
      tap(() => waits.push(performance.now() - asked)),
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
  waits.sort((a, b) => a - b);
  const latency = { p50: waits[Math.floor(waits.length / 2)]! };
  return { ...all, rows: report.instances, seconds, cpuSeconds: (user + system) / 1e6, latency, noChange, hits };
}
