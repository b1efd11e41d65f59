import assert from 'node:assert/strict';
import { concat, concatMap, EMPTY, from, NEVER, Observable, of, repeat, retry, Subject, take, throwError } from 'rxjs';
import { ConfigError } from '../../lib/errors.js';
import { evaluate } from '../../lib/evaluate/evaluate.js';
import { chunks, cumulative, sliding } from '../../lib/evaluate/index.js';
import type { Report } from '../../lib/evaluate/Report.js';
import { predictWith } from '../../lib/learn/predictWith.js';
import { trainOn } from '../../lib/learn/trainOn.js';
import { accuracy, kappa, type Metric, mae, type Quantity } from '../../lib/metrics/index.js';
import type { Description, Scored } from '../../lib/types.js';
import { fakeContext } from '../support/fakeContext.js';
import { marbles } from '../support/marbles.js';
import { ports } from '../support/ports.js';
import { scored } from '../support/scored.js';
import { labelled, weatherContext } from '../support/weather.js';

const metrics = { accuracy: accuracy() };
const over = { all: cumulative() };
const right = scored('a', 'a');
const wrong = scored('a', 'b');
const collect = <T>(source: Observable<T>): T[] => {
  const all: T[] = [];
  source.subscribe((one) => all.push(one));
  return all;
};
/** What the marble specs look at. */
const brief = ({ instances, timestamp, over: { all } }: Report<typeof metrics, typeof over>) => [
  instances,
  timestamp,
  all.accuracy,
];

describe('evaluate', () => {
  const check = (
    title: string,
    source: string,
    subscription: string,
    expected: string,
    values = {},
    unsubscribed?: string,
  ) =>
    it(title, () => {
      marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const context = fakeContext<string>();
        const source$ = cold<Scored<string>>(source, { r: right, w: wrong });
        const reports$ = source$.pipe(
          evaluate(context, { metrics, over, every: 2 }),
          concatMap((report) => of(brief(report))),
        );
        expectObservable(reports$, unsubscribed).toBe(expected, values);
        expectSubscriptions(source$.subscriptions).toBe(subscription);
        flush();
        assert.deepEqual([...context.live], source.endsWith('-') && unsubscribed === undefined ? ['evaluate'] : []);
      });
    });

  check('never reports on a source that never emits', '-', '^', '-');
  check('completes without a report where nothing came', '--|', '^-!', '--|');
  check('reports at the end what came since the last report', '-r-|', '^--!', '---(a|)', { a: [1, 3, 1] });
  check('reports as it goes and at the end', '-r-w-r-w-r-|', '^----------!', '---a---b---(c|)', {
    a: [2, 3, 1 / 2],
    b: [4, 7, 1 / 2],
    c: [5, 11, 3 / 5],
  });
  check('does not report twice where the end falls on a report', '-r-w-|', '^----!', '---a-|', { a: [2, 3, 1 / 2] });
  check('passes on an error after what was reported', '-r-w-r-#', '^------!', '---a---#', { a: [2, 3, 1 / 2] });
  check(
    'lets go of source and state when it is unsubscribed',
    '-r-w-r-w-r-',
    '^----!',
    '---a--',
    { a: [2, 3, 1 / 2] },
    '-----!',
  );
  check('keeps its state while the source goes on', '-r-w-', '^', '---a-', { a: [2, 3, 1 / 2] });

  it('reports every 1000 instances where nothing else is said', () => {
    const reports = collect(from(Array(2500).fill(right)).pipe(evaluate(fakeContext<string>(), { metrics, over })));
    assert.deepEqual(
      reports.map((report) => report.instances),
      [1000, 2000, 2500],
    );
  });

  it('reports every metric in every accumulation, of the model, the baselines and the untrained', () => {
    const elements = [
      scored('a', 'b', 0),
      scored('a', 'a', 0),
      scored('b', 'b', 1, 'a'),
      scored('b', 'a', 1, 'a'),
      scored('a', 'a', 2, 'b'),
    ];
    const options = {
      metrics: { accuracy: accuracy(), kappa: kappa() },
      over: { all: cumulative(), two: sliding(2), byTwo: chunks(2) },
    };
    const [report] = collect(from(elements).pipe(evaluate(fakeContext<string>(), options)));
    const { timestamp, ...rest } = report!;
    assert.ok(Math.abs(Date.now() - timestamp) < 60_000);
    const kappaOf = (pairs: string) => {
      const part = kappa().create();
      for (const pair of pairs.split(' ')) part.update(pair[0]!, pair[1]!);
      return part.value;
    };
    assert.deepEqual(rest, {
      instances: 5,
      over: {
        all: { accuracy: 3 / 5, kappa: kappaOf('ab aa bb ba aa') },
        two: { accuracy: 1 / 2, kappa: kappaOf('ba aa') },
        byTwo: { accuracy: 1, kappa: undefined },
      },
      baselines: {
        noChange: {
          all: { accuracy: 2 / 4, kappa: kappaOf('aa ba bb ab') },
          two: { accuracy: 1 / 2, kappa: kappaOf('bb ab') },
          byTwo: { accuracy: 0, kappa: kappaOf('ab') },
        },
        noChangeLearned: {
          all: { accuracy: 0, kappa: kappaOf('ba ba ab') },
          two: { accuracy: 0, kappa: kappaOf('ba ab') },
          byTwo: { accuracy: 0, kappa: kappaOf('ab') },
        },
        majority: {
          all: { accuracy: 2 / 4, kappa: kappaOf('aa ba ba aa') },
          two: { accuracy: 1 / 2, kappa: kappaOf('ba aa') },
          byTwo: { accuracy: 1, kappa: undefined },
        },
      },
      untrained: {
        all: { accuracy: 1 / 2, kappa: kappaOf('ab aa') },
        two: { accuracy: 1 / 2, kappa: kappaOf('ab aa') },
        byTwo: { accuracy: 1 / 2, kappa: kappaOf('ab aa') },
      },
      undefinedChunks: { byTwo: { accuracy: 0, kappa: 1 } },
    });
  });

  it('has the mean instead of the majority where values are predicted', () => {
    const elements = [1, 3, 8].map((y) => scored<Quantity>(y, y + 1));
    const options = { metrics: { mae: mae() }, over: { all: cumulative() } };
    const [report] = collect(from(elements).pipe(evaluate(fakeContext<Quantity>('Values'), options)));
    assert.equal(report!.over.all.mae, 1);
    assert.deepEqual(Object.keys(report!.baselines), ['noChange', 'noChangeLearned', 'mean']);
    assert.equal(report!.baselines['mean']!.all.mae, (2 + 6) / 2);
    assert.equal(report!.baselines['noChange']!.all.mae, (2 + 5) / 2);
  });

  it('lets the last, shorter chunk count at the end, even where all was reported', () => {
    const run = (elements: readonly Scored<string>[]) =>
      collect(
        from(elements).pipe(evaluate(fakeContext<string>(), { metrics, over: { byFour: chunks(4) }, every: 6 })),
      ).map((report) => [report.instances, report.over.byFour.accuracy]);
    assert.deepEqual(run([right, right, wrong, wrong, wrong]), [[5, 0]]);
    assert.deepEqual(run([right, right, wrong, wrong, right, right]), [
      [6, 1 / 2],
      [6, 1],
    ]);
    assert.deepEqual(run([right, right, wrong, wrong]), [[4, 1 / 2]]);
  });

  it('goes on when it is subscribed again, an open chunk included', () => {
    const context = fakeContext<string>();
    const evaluated = (elements: readonly Scored<string>[]) =>
      from(elements).pipe(evaluate(context, { metrics, over: { all: cumulative(), byFour: chunks(4) }, every: 3 }));
    const values = (source: ReturnType<typeof evaluated>) =>
      collect(source).map((report) => [report.instances, report.over.all.accuracy, report.over.byFour.accuracy]);
    assert.deepEqual(values(evaluated([right])), [[1, 1, 1]]);
    assert.deepEqual(values(evaluated([])), []);
    assert.deepEqual(values(evaluated([wrong, wrong])), [
      [3, 1 / 3, undefined],
      [3, 1 / 3, 1 / 3],
    ]);
    assert.deepEqual(values(evaluated([right])), [[4, 2 / 4, 2 / 4]]);
  });

  it('goes on through retry, repeat and concat', () => {
    const context = fakeContext<string>();
    const counts = (source: Observable<Report<typeof metrics, typeof over>>) =>
      collect(source).map((report) => report.instances);
    let failures = 0;
    const failing = concat(
      of(right),
      new Observable<never>((subscriber) =>
        failures++ < 2 ? subscriber.error(new Error('once')) : subscriber.complete(),
      ),
    );
    assert.deepEqual(counts(failing.pipe(evaluate(context, { metrics, over }), retry(2))), [3]);
    assert.deepEqual(counts(of(right).pipe(evaluate(context, { metrics, over }), repeat(2))), [4, 5]);
    const once = of(right).pipe(evaluate(context, { metrics, over }));
    assert.deepEqual(counts(concat(once, once)), [6, 7]);
    assert.equal(context.live.size, 0);
  });

  it('keeps everything in one part, from which another context goes on', () => {
    const first = fakeContext<string>();
    const options = { metrics: { kappa: kappa() }, over: { all: cumulative(), two: sliding(2) } };
    const elements = [right, wrong, scored('b', 'b'), scored('b', 'a'), right, wrong, scored('b', 'a')];
    collect(from(elements.slice(0, 4)).pipe(evaluate(first, options)));
    const saved = structuredClone(first.parts.get('evaluate')!.save());
    const second = fakeContext<string>('Classes', { saved: { evaluate: saved } });
    const score = (context: typeof first, some: typeof elements) => {
      const { timestamp, ...rest } = collect(from(some).pipe(evaluate(context, options)))[0]!;
      return rest;
    };
    assert.deepEqual(score(second, elements.slice(4)), score(fakeContext<string>(), elements));
  });

  it('refuses a second live owner of its state, and does not subscribe to the source', () => {
    const context = fakeContext<string>();
    const subscription = NEVER.pipe(evaluate(context, { metrics, over })).subscribe();
    let failed: unknown;
    let subscribed = false;
    new Observable<Scored<string>>(() => {
      subscribed = true;
    })
      .pipe(evaluate(context, { metrics, over }))
      .subscribe({ error: (error) => (failed = error) });
    assert.ok(failed instanceof ConfigError);
    assert.equal(subscribed, false);
    subscription.unsubscribe();
    assert.deepEqual(collect(EMPTY.pipe(evaluate(context, { metrics, over }))), []);
  });

  it('raises what a metric throws, and stops', () => {
    const broken: Description<Metric<string>> = {
      name: 'broken',
      create: () => ({
        update: () => {
          throw new Error('broken metric');
        },
        value: undefined,
        save: () => null,
      }),
    };
    const context = fakeContext<string>();
    const source$ = new Subject<Scored<string>>();
    let failed: unknown;
    source$.pipe(evaluate(context, { metrics: { broken }, over })).subscribe({ error: (error) => (failed = error) });
    source$.next(right);
    assert.equal((failed as Error).message, 'broken metric');
    assert.equal(source$.observed, false);
    assert.equal(context.live.size, 0);
  });

  it('stops a synchronous source when nobody listens any more', () => {
    let emitted = 0;
    const firehose = new Observable<Scored<string>>((subscriber) => {
      while (!subscriber.closed && emitted < 1000) {
        emitted++;
        subscriber.next(right);
      }
    });
    const context = fakeContext<string>();
    assert.equal(collect(firehose.pipe(evaluate(context, { metrics, over, every: 3 }), take(2))).length, 2);
    assert.equal(emitted, 6);
    assert.equal(context.live.size, 0);
  });

  it('takes a synchronous firehose of 100,000 rows', () => {
    const reports = collect(from(Array(100_000).fill(wrong)).pipe(evaluate(fakeContext<string>(), { metrics, over })));
    assert.equal(reports.length, 100);
    assert.equal(reports.at(-1)!.over.all.accuracy, 0);
  });

  it('refuses a period that is no whole number from 1 on', () => {
    assert.throws(
      () => evaluate(fakeContext<string>(), { metrics, over, every: 0 }),
      (error: unknown) => error instanceof ConfigError && error.mistakes[0]?.option === 'evaluate.every',
    );
  });

  it('scores a whole pipe: labels that the model had learned are as old as its staleness', () => {
    const score = (batchSize: number, maxStaleness: number) => {
      const context = weatherContext({ ...ports().workers, batchSize, maxStaleness });
      const elements = Array.from({ length: 500 }, (_, n) => labelled(n));
      const reports = collect(
        from(elements).pipe(
          predictWith(context),
          trainOn(context),
          evaluate(context, { metrics, over: { all: cumulative(), recent: sliding(100) } }),
        ),
      );
      assert.equal(reports.length, 1);
      return reports[0]!;
    };
    const repeated = (lag: (n: number) => number) => {
      const pairs = Array.from({ length: 500 }, (_, n) => [n, lag(n)] as const).filter(([, before]) => before >= 0);
      return pairs.filter(([n, before]) => labelled(n).y === labelled(before).y).length / pairs.length;
    };
    const strict = score(1, 0);
    assert.equal(
      strict.baselines['noChange']!.all.accuracy,
      repeated((n) => n - 1),
    );
    assert.deepEqual(strict.baselines['noChangeLearned'], strict.baselines['noChange']);
    assert.ok(strict.over.recent.accuracy! > strict.baselines['majority']!.recent.accuracy!);
    const blocks = score(8, 0);
    assert.equal(
      blocks.baselines['noChange']!.all.accuracy,
      repeated((n) => n - 1),
    );
    assert.equal(
      blocks.baselines['noChangeLearned']!.all.accuracy,
      repeated((n) => n - (n % 8) - 1),
    );
    const late = score(1, 3);
    assert.equal(
      late.baselines['noChangeLearned']!.all.accuracy,
      repeated((n) => n - 4),
    );
    assert.deepEqual({ ...score(1, 3), timestamp: late.timestamp }, late);
  });

  it('knows the names of metrics and accumulations, and refuses metrics of something else', () => {
    const context = fakeContext<'a' | 'b'>();
    const source$ = throwError(() => new Error('unused')) as Observable<Scored<'a' | 'b'>>;
    source$.pipe(evaluate(context, { metrics, over })).subscribe({
      next: (report) => {
        const value: number | undefined = report.over.all.accuracy;
        // @ts-expect-error an unknown metric
        void [value, report.over.all.kappa];
        // @ts-expect-error an unknown accumulation
        void report.over.recent;
        // @ts-expect-error a value may be undefined
        report.over.all.accuracy.toFixed();
      },
      error: () => {},
    });
    // @ts-expect-error mae does not score classes
    void (() => source$.pipe(evaluate(context, { metrics: { mae: mae() }, over })));
    // @ts-expect-error kappa does not score numbers
    void (() => evaluate(fakeContext<number>('Values'), { metrics: { kappa: kappa() }, over }));
  });
});
