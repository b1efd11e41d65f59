/**
 * Readings pushed at 1,000 a second for ten seconds (or as many as are given); labels come late by random times, some never, some
 * twice. Every prediction is used at once, and every label is accounted for.
 */

import {
  classes,
  createContext,
  evaluate,
  instances,
  joinLabels,
  type Label,
  predictWith,
  scale,
  trainOn,
} from 'adlstream';
import { fading } from 'adlstream/evaluate';
import { accuracy } from 'adlstream/metrics';
import { mlp } from 'adlstream/models';
import { standardization } from 'adlstream/preprocess';
import { showProgress } from 'adlstream/report';
import { firstValueFrom, interval, map, mergeMap, type Observable, of, range, share, takeUntil, timer } from 'rxjs';

const SECONDS = Number(process.argv[2] ?? 10);
const PER_SECOND = 1000;

interface Reading {
  readonly id: number;
  readonly vibration: number;
  readonly temperature: number;
}
const readingOf = (id: number): Reading => ({
  id,
  vibration: Math.sin(id / 50),
  temperature: 20 + 5 * Math.cos(id / 80),
});
const truthOf = ({ id, vibration }: Reading): Label<'ok' | 'fault'> => ({ id, y: vibration > 0.6 ? 'fault' : 'ok' });
/** From 0 to 1, by the reading alone, so that each run loses and doubles the same labels. */
const chance = (id: number, n: number): number => Math.abs(Math.sin(id * 12.9898 + n * 78.233) * 43758.5453) % 1;

/** Pushed by a clock; a source like this cannot be slowed. */
const readings$: Observable<Reading> = interval(10).pipe(
  takeUntil(timer(SECONDS * 1000)),
  mergeMap((tick) => range((tick * PER_SECOND) / 100, PER_SECOND / 100)),
  map(readingOf),
  share(),
);
/** Up to a second late; 5 in 100 never come, 5 in 100 come twice. */
const labels$ = readings$.pipe(
  mergeMap((reading) => {
    const fate = chance(reading.id, 1);
    if (fate < 0.05) return of();
    const once = timer(chance(reading.id, 2) * 1000).pipe(map(() => truthOf(reading)));
    return fate < 0.1 ? once.pipe(mergeMap((label) => of(label, label))) : once;
  }),
);

const context = createContext({
  target: classes(['ok', 'fault']),
  model: mlp({ hidden: [16] }),
  maxStaleness: Number.POSITIVE_INFINITY,
  batchSize: 8,
  seed: 1,
});
showProgress(context);

const refused = { Expired: 0, Orphan: 0, Duplicate: 0, BadRow: 0 };
context.rejected$.subscribe(({ _tag }) => {
  refused[_tag]++;
});

let predicted = 0;
let alarms = 0;
let joined = 0;
const predicted$ = readings$.pipe(
  instances(context, { id: 'id', features: ['vibration', 'temperature'] }),
  scale(context, standardization()),
  predictWith(context),
  share(),
);
predicted$.subscribe(({ prediction }) => {
  predicted++;
  if (prediction.value === 'fault') alarms++;
});
predicted$
  .pipe(
    joinLabels(context, labels$, { expireMs: 2000 }),
    trainOn(context),
    evaluate(context, { metrics: { accuracy: accuracy() }, over: { faded: fading({ chunk: 50, factor: 0.98 }) } }),
  )
  .subscribe({
    next: ({ instances, over }) => {
      joined = instances;
      console.log(`${instances} scored, faded accuracy ${over.faded.accuracy?.toFixed(3)}`);
    },
    complete: async () => {
      const { total } = await firstValueFrom(context.stats$);
      console.log(`${predicted} predicted once each, ${alarms} alarms at once`);
      console.log(`labels: ${joined} joined, ${refused.Duplicate} came twice, ${refused.Expired} never came`);
      console.log(
        `predictions waited ${total.waitMs.p99?.toFixed(3)} ms (p99) and took ${total.computeMs.p99?.toFixed(3)} ms`,
      );
      if (joined + refused.Expired !== predicted) throw new Error('something is not accounted for');
      await context.close();
    },
  });
