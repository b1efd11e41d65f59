import assert from 'node:assert/strict';
import fc from 'fast-check';
import { concatMap, delay, from, map, type Observable, of, tap, VirtualTimeScheduler } from 'rxjs';
import { joinLabels } from '../../lib/learn/joinLabels.js';
import { predictWith } from '../../lib/learn/predictWith.js';
import { trainOn } from '../../lib/learn/trainOn.js';
import { delayLabels } from '../../lib/preprocess/delayLabels.js';
import { movingWindow } from '../../lib/preprocess/movingWindow.js';
import type { Instance, Label, Labelled, Predicted, Scored } from '../../lib/types.js';
import { type Delay, ports } from '../support/ports.js';
import type { Weather } from '../support/target.js';
import { label, labelled, weatherContext } from '../support/weather.js';

interface Way {
  readonly maxStaleness: number;
  readonly batchSize: number;
  readonly batchesFed: number;
  readonly rows: number;
  readonly predict?: Delay;
  readonly train?: Delay;
  /** Milliseconds between two rows; `undefined` is one burst. */
  readonly gap?: Delay;
  /** By how many rows labels are late; `undefined` lets them come with their instance. */
  readonly late?: number;
  /** How many rows are in a window, whose label is that of the next row; `undefined` has no windows. */
  readonly past?: number;
}

/** Runs a pipe in virtual time. @returns all that a run is judged by, and the greatest backlogs. */
function run({ maxStaleness, batchSize, batchesFed, rows, predict, train, gap, late, past }: Way) {
  const scheduler = new VirtualTimeScheduler();
  const width = 2 * (past ?? 1);
  const { workers, asked } = ports({ scheduler, width, ...(predict && { predict }), ...(train && { train }) });
  const context = weatherContext({
    ...workers,
    maxStaleness,
    batchSize,
    batchesFed,
    inputShape: [width],
    maxPending: rows + 1,
    clock: scheduler,
  });
  const versions: number[] = [];
  context.snapshot$.subscribe((state) => state._tag === 'Snapshot' && versions.push(state.version));
  const source: Observable<Labelled<Weather, number>> = from(Array.from({ length: rows }, (_, n) => labelled(n))).pipe(
    concatMap((row) => {
      const ms = gap?.();
      return ms === undefined ? of(row) : of(row).pipe(delay(ms, scheduler));
    }),
  );
  const out: (Instance & Predicted<Weather>)[] = [];
  const scored: Scored<Weather>[] = [];
  let completed = false;
  const elements$: Observable<Instance | Label<Weather>> =
    past !== undefined
      ? source.pipe(movingWindow(context, { pastHistory: past }))
      : late !== undefined
        ? source.pipe(delayLabels(context, late))
        : source;
  const predicted$ = elements$.pipe(
    predictWith(context),
    tap((e) => 'prediction' in e && out.push(e)),
  );
  predicted$.pipe(joinLabels(context), trainOn(context)).subscribe({
    next: (e) => scored.push(e),
    error: (e) => assert.fail(e as Error),
    complete: () => {
      completed = true;
    },
  });
  scheduler.flush();
  assert.ok(completed, 'the pipe completes');
  const state = context.snapshot$.value;
  assert.ok(state._tag === 'Snapshot');
  const bytes = [
    ...out.map((e) => [e.id, [...e.prediction.output], e.prediction.version, e.prediction.labelsDone]),
    ...scored.map((e) => [e.id, e.y]),
  ];
  return { bytes, out, scored, versions, weights: [...state.weights], state, asked };
}

/** Promise 4, as a formula: the oldest snapshot within the bound, by the labels that came before this instance. */
function expectedLabelsDone(index: number, { maxStaleness, batchSize, late = 0 }: Way): number {
  const labels = Math.max(0, index - Math.max(0, late - 1));
  const due = Math.floor(labels / batchSize) * batchSize;
  return Math.ceil(Math.max(0, due - maxStaleness) / batchSize) * batchSize;
}

const random = (seed: number, most: number): Delay => {
  let state = seed;
  return () => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    const ms = state % (most + 1);
    return ms === 0 ? undefined : ms;
  };
};

describe('bounded staleness (promises 1 to 5)', () => {
  const ways: Way[] = [
    { maxStaleness: 0, batchSize: 1, batchesFed: 1, rows: 60 },
    { maxStaleness: 0, batchSize: 8, batchesFed: 1, rows: 60 },
    { maxStaleness: 3, batchSize: 1, batchesFed: 1, rows: 60 },
    { maxStaleness: 100, batchSize: 1, batchesFed: 1, rows: 250 },
    { maxStaleness: 10, batchSize: 4, batchesFed: 3, rows: 61 },
  ];
  const lateWays: Way[] = [
    { maxStaleness: 0, batchSize: 1, batchesFed: 1, rows: 60, late: 0 },
    { maxStaleness: 0, batchSize: 1, batchesFed: 1, rows: 60, late: 7 },
    { maxStaleness: 3, batchSize: 8, batchesFed: 2, rows: 250, late: 100 },
    { maxStaleness: 0, batchSize: 1, batchesFed: 1, rows: 60, late: 100 },
    { maxStaleness: 0, batchSize: 1, batchesFed: 1, rows: 60, past: 5 },
    { maxStaleness: 10, batchSize: 4, batchesFed: 3, rows: 61, past: 2 },
  ];
  for (const way of [...ways, ...lateWays]) {
    const { maxStaleness, batchSize, batchesFed, rows, late, past } = way;
    const how =
      past !== undefined ? `, windows of ${past} rows` : late !== undefined ? `, labels ${late} rows late` : '';
    const title = `maxStaleness ${maxStaleness}, batchSize ${batchSize}, batchesFed ${batchesFed}${how}`;
    const [first, labels] = past === undefined ? [0, rows] : [past - 1, rows - past];
    it(`answers from the oldest snapshot within the bound, in order, once: ${title}`, () => {
      const { out, scored, versions } = run({ ...way, predict: () => 2, train: () => 7 });
      assert.deepEqual(
        out.map(({ id }) => id),
        Array.from({ length: rows - first }, (_, n) => first + n),
      );
      assert.deepEqual(
        scored.map(({ id, y }) => [id, y]),
        Array.from({ length: labels }, (_, n) => [first + n, label(first + n + (past === undefined ? 0 : 1)).y]),
      );
      for (const [index, e] of out.entries()) {
        assert.equal(e.prediction.labelsDone, expectedLabelsDone(index, way), `instance ${index}`);
      }
      assert.deepEqual(
        versions,
        Array.from({ length: Math.ceil(labels / batchSize) + 1 }, (_, v) => v),
      );
    });

    it(`gives the same bytes however the source is chunked in time and however slow the workers are: ${title}`, () => {
      const plain = run(way);
      const others: Partial<Way>[] = [
        {},
        { predict: () => 3 },
        { train: () => 5 },
        { predict: () => 5, train: () => 1 },
        { gap: () => 1, predict: () => 2, train: () => 9 },
        { gap: random(1, 9), predict: random(2, 5), train: random(3, 20) },
      ];
      for (const other of others) {
        const { bytes, weights } = run({ ...way, ...other });
        assert.deepEqual(bytes, plain.bytes);
        assert.deepEqual(weights, plain.weights);
      }
    });
  }

  it('does so for any bound, batch, window and timing', () => {
    const anyWay = fc.record({
      maxStaleness: fc.integer({ min: 0, max: 40 }),
      batchSize: fc.integer({ min: 1, max: 9 }),
      batchesFed: fc.integer({ min: 1, max: 4 }),
      rows: fc.integer({ min: 0, max: 70 }),
      late: fc.option(fc.integer({ min: 0, max: 80 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(
        anyWay,
        fc.integer({ min: 1, max: 2 ** 30 }),
        fc.integer({ min: 0, max: 30 }),
        ({ late, ...rest }, seed, most) => {
          const way: Way = late === undefined ? rest : { ...rest, late };
          const slow = run({
            ...way,
            gap: random(seed, most),
            predict: random(seed + 1, most),
            train: random(seed + 2, most),
          });
          assert.deepEqual(slow.bytes, run(way).bytes);
          for (const [index, e] of slow.out.entries()) {
            assert.equal(e.prediction.labelsDone, expectedLabelsDone(index, way));
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('lets trainer and predictor work side by side: a slow trainer does not hold up what is within the bound', () => {
    const strict = { batchSize: 1, batchesFed: 1, rows: 50, predict: () => 1, train: () => 1 };
    const clock = (maxStaleness: number) => {
      const scheduler = new VirtualTimeScheduler();
      const { workers } = ports({ scheduler, predict: () => 1, train: () => 1 });
      const context = weatherContext({ ...workers, maxStaleness });
      from(Array.from({ length: strict.rows }, (_, n) => labelled(n)))
        .pipe(predictWith(context), trainOn(context))
        .subscribe();
      scheduler.flush();
      return scheduler.frame;
    };
    assert.equal(clock(0), 100);
    assert.ok(clock(1) <= 55, `took ${clock(1)} ms`);
  });

  it('without a bound never waits, and answers from the newest', () => {
    const way = {
      maxStaleness: Number.POSITIVE_INFINITY,
      batchSize: 1,
      batchesFed: 1,
      rows: 40,
      gap: () => 1,
      predict: () => undefined,
    };
    const { out, asked } = run({ ...way, train: () => 10 });
    assert.ok(out.every((e) => e.prediction.waitMs === 0));
    const done = out.map((e) => e.prediction.labelsDone);
    assert.deepEqual(
      done,
      [...done].sort((a, b) => a - b),
    );
    assert.ok(
      asked.filter(({ _tag }) => _tag === 'Train').length <= 6,
      'trainings that fell behind are made up for by one',
    );
  });

  it('keeps no more than a few snapshots under a wide bound: labels wait instead', () => {
    const { asked } = run({ maxStaleness: 200, batchSize: 1, batchesFed: 1, rows: 600 });
    const untilTheLastAnswer = asked.slice(
      0,
      asked.findLastIndex(({ _tag }) => _tag === 'Predict'),
    );
    let [waiting, most] = [0, 0];
    for (const request of untilTheLastAnswer) {
      if (request._tag === 'Train') waiting++;
      else if (request.snapshot !== undefined) waiting--;
      most = Math.max(most, waiting);
    }
    assert.ok(most > 0 && most <= 9, `${most} snapshots were waiting`);
  });

  it('asks once per prediction and once per training: a snapshot rides in the request that needs it, and only there', () => {
    const { asked } = run({ maxStaleness: 0, batchSize: 2, batchesFed: 1, rows: 6, gap: () => 1 });
    const said = asked.map((r) =>
      r._tag === 'Train' ? `train ${r.version}` : `predict ${r.snapshot?.version ?? '-'}`,
    );
    assert.deepEqual(said, [
      ...['predict -', 'predict -', 'train 1'],
      ...['predict 1', 'predict -', 'train 2'],
      ...['predict 2', 'predict -', 'train 3'],
    ]);
  });

  it('warns once, and names the remedy, where a source that cannot be slowed has to wait', () => {
    const scheduler = new VirtualTimeScheduler();
    const { workers } = ports({ scheduler, train: () => 5 });
    const said: string[] = [];
    const say = (message: string) => void said.push(message);
    const context = weatherContext({ ...workers, logger: { debug() {}, info: say, warn: say, error: say } });
    from([0, 1, 2, 3]).pipe(map(labelled), predictWith(context), trainOn(context)).subscribe();
    scheduler.flush();
    assert.equal(said.length, 1);
    assert.match(said[0]!, /maxStaleness: Infinity/);
  });
});
