import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  asyncScheduler,
  concat,
  filter,
  finalize,
  groupBy,
  map,
  mergeMap,
  NEVER,
  Observable,
  of,
  range,
  repeat,
  retry,
  Subject,
  Subscription,
  take,
  tap,
  throwError,
} from 'rxjs';
import type { Context } from '../../lib/context/Context.js';
import { coreOf } from '../../lib/context/Core.js';
import { BadRowError, ConfigError, ContextClosedError } from '../../lib/errors.js';
import { joinLabels } from '../../lib/learn/joinLabels.js';
import { LabelJoin } from '../../lib/learn/LabelJoin.js';
import { predictWith } from '../../lib/learn/predictWith.js';
import { trainOn } from '../../lib/learn/trainOn.js';
import { stored } from '../../lib/testing/plainData.js';
import type { Id, Instance, Label } from '../../lib/types.js';
import { marbles } from '../support/marbles.js';
import { ports } from '../support/ports.js';
import type { Weather } from '../support/target.js';
import { label, labelled, reading, weatherContext } from '../support/weather.js';

const rows = { a: reading(0), b: reading(1), c: reading(2), d: reading(3), e: reading(4) };
const labels = { A: label(0), B: label(1), C: label(2), D: label(3), E: label(4), X: label(99) };
const name = map((e: Instance & Label<Weather>) => {
  assert.deepEqual(e, labelled(Number(e.id)), 'an instance gets its own label');
  return 'abcde'[Number(e.id)]!;
});

/** A context, and in short words what it rejected, and when. */
function joining(config: Parameters<typeof weatherContext>[0] = {}) {
  const context = weatherContext({ ...ports().workers, ...config });
  const rejected: string[] = [];
  const at: number[] = [];
  context.rejected$.subscribe((r) => {
    const what = r._tag === 'Expired' ? r.instance.id : r._tag === 'BadRow' ? r.field : r.label.id;
    rejected.push(`${r._tag} ${what}`);
    at.push(asyncScheduler.now());
  });
  return { context, rejected, at };
}

function awaiting(context: Context<Weather>): number {
  let count = Number.NaN;
  context.stats$.subscribe(({ total }) => {
    count = total.awaiting;
  });
  return count;
}

/** @returns the times for which timers were started meanwhile. */
function scheduled(run: () => void): number[] {
  const waits: number[] = [];
  const { schedule } = asyncScheduler;
  asyncScheduler.schedule = function (this: typeof asyncScheduler, ...given: Parameters<typeof schedule>) {
    waits.push(given[1] ?? 0);
    return schedule.apply(this, given);
  } as typeof schedule;
  try {
    run();
  } finally {
    asyncScheduler.schedule = schedule;
  }
  return waits;
}

describe('joinLabels', () => {
  it('stays silent for a source or labels that never emit, and completes for an empty source', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const never = cold<Label<Weather>>('-');
      const silent$ = cold<Instance>('-').pipe(joinLabels(joining().context, never));
      expectObservable(silent$).toBe('-');
      expectObservable(cold('ab-', rows).pipe(joinLabels(joining().context, NEVER))).toBe('-');
      const unused = cold<Label<Weather>>('-');
      expectObservable(cold<Instance>('--|').pipe(joinLabels(joining().context, unused))).toBe('--|');
      expectSubscriptions(unused.subscriptions).toBe('^-!');
    });
  });

  it('joins labels in any order, in the order in which they come', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const { context, rejected } = joining();
      const out = cold('abcd------|', rows).pipe(joinLabels(context, cold('----C-AD-B----', labels)), name);
      expectObservable(out).toBe('      ----c-ad-b|');
      flush();
      assert.deepEqual(rejected, []);
    });
  });

  it('takes labels of any kind of input', async () => {
    const inputs = [[label(0)], Promise.resolve(label(0)), of(label(0)), new Set([label(0)]).values()];
    for (const input of inputs) {
      const { context } = joining();
      const seen: unknown[] = [];
      await of(rows.a)
        .pipe(joinLabels(context, input), name)
        .forEach((id) => {
          seen.push(id);
        });
      assert.deepEqual(seen, ['a']);
    }
  });

  it('joins labels that travel in the stream, and completes with it', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const { context, rejected } = joining();
      const elements: { [key: string]: Instance<number> | Label<Weather> } = { ...rows, ...labels };
      const out = cold('abBcACd|', elements).pipe(joinLabels(context), name);
      expectObservable(out).toBe('--b-ac-|');
      flush();
      assert.deepEqual(rejected, ['Expired 3']);
    });
  });

  it('lets a label that came before its prediction wait for it', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const { context, rejected } = joining();
      const out = cold('---a-b|', rows).pipe(joinLabels(context, cold('BA-----', labels)), name);
      expectObservable(out).toBe('---a-b|');
      flush();
      assert.deepEqual(rejected, []);
    });
  });

  it('lets an instance that has its label pass, and refuses another for it', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const { context, rejected } = joining();
      const source = cold('-a--b|', { a: labelled(0), b: labelled(1) });
      expectObservable(source.pipe(joinLabels(context, cold('B-A---', labels)), name)).toBe('-a--b|');
      flush();
      assert.deepEqual(rejected, ['Duplicate 0', 'Duplicate 1']);
    });
  });

  it('refuses a second label, whether the first waits or was joined', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const { context, rejected } = joining();
      const out = cold('a----b|', rows).pipe(joinLabels(context, cold('-AABB--', labels)), name);
      expectObservable(out).toBe('-a---b|');
      flush();
      assert.deepEqual(rejected, ['Duplicate 0', 'Duplicate 1']);
    });
  });

  it('knows the last maxAwaiting joined ids; an older one waits as any other label', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const { context, rejected } = joining();
      const options = { maxAwaiting: 2 };
      const out = cold('         ab--c----|', rows).pipe(
        joinLabels(context, cold('--AB-CBAA-', labels), options),
        name,
      );
      expectObservable(out).toBe('--ab-c---|');
      flush();
      assert.deepEqual(rejected, ['Duplicate 1', 'Duplicate 0', 'Orphan 0']);
    });
  });

  it('tells of labels whose instance never came, at the end or when too many wait', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const { context, rejected, at } = joining();
      const out = cold('------|', rows).pipe(joinLabels(context, cold('ABCDX--', labels), { maxAwaiting: 2 }), name);
      expectObservable(out).toBe('------|');
      flush();
      assert.deepEqual(rejected, ['Orphan 0', 'Orphan 1', 'Orphan 2', 'Orphan 3', 'Orphan 99']);
      assert.deepEqual(at, [2, 3, 4, 6, 6]);
    });
  });

  it('gives up the oldest instance when more than maxAwaiting wait', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const { context, rejected } = joining();
      const out = cold('abcd-----|', rows).pipe(
        joinLabels(context, cold('----DCBA-|', labels), { maxAwaiting: 3 }),
        name,
      );
      expectObservable(out).toBe('----dcb--|');
      flush();
      assert.deepEqual(rejected, ['Expired 0', 'Orphan 0']);
    });
  });

  it('gives up an instance whose id comes again', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const { context, rejected } = joining();
      const out = cold('aa----|', rows).pipe(joinLabels(context, cold('---A---', labels)), name);
      expectObservable(out).toBe('---a--|');
      flush();
      assert.deepEqual(rejected, ['Expired 0']);
    });
  });

  it('gives up an instance after expireMs, and a label that waits for one; what comes just then is in time', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const { context, rejected, at } = joining();
      const labels$ = cold('     -----A-B-X------', labels);
      const out = cold('         ab-c-----------|', rows).pipe(joinLabels(context, labels$, { expireMs: 5 }), name);
      expectObservable(out).toBe('-----a---------|');
      flush();
      assert.deepEqual(rejected, ['Expired 1', 'Expired 2', 'Orphan 1', 'Orphan 99']);
      assert.deepEqual(at, [6, 8, 12, 14]);
    });
  });

  it('looks after whichever side has waited longest', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const { context, rejected, at } = joining();
      const labels$ = cold('     X-D----------', labels);
      const out = cold('         -b-a--------|', rows).pipe(joinLabels(context, labels$, { expireMs: 5 }), name);
      expectObservable(out).toBe('------------|');
      flush();
      assert.deepEqual(rejected, ['Orphan 99', 'Expired 1', 'Orphan 3', 'Expired 0']);
      assert.deepEqual(at, [5, 6, 7, 8]);
    });
  });

  it('gives up what stayed from an earlier subscription, without anything new', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const { context, at } = joining();
      const options = { expireMs: 5 };
      expectObservable(cold('a---', rows).pipe(joinLabels(context, NEVER, options)), '--!').toBe('---');
      expectObservable(
        cold('-').pipe(
          map(() => reading(1)),
          joinLabels(context, NEVER, options),
        ),
        '---^',
      ).toBe('-');
      flush();
      assert.deepEqual(at, [5]);
    });
  });

  it('waits longer than a timer of the platform can', () => {
    const expireMs = 2 ** 31 + 1000;
    const waits = scheduled(() =>
      marbles(({ cold, expectObservable, flush }) => {
        const { context, at } = joining();
        const out = cold('(a|)', rows).pipe(joinLabels(context, NEVER, { expireMs }));
        expectObservable(out).toBe(`${expireMs}ms |`);
        flush();
        assert.deepEqual(at, [expireMs]);
      }),
    );
    assert.deepEqual(waits, [2 ** 31 - 1, 1001]);
  });

  it('keeps one timer, however many wait, and none while nothing does', () => {
    const waits = scheduled(() =>
      marbles(({ cold, flush, expectObservable }) => {
        const labels$ = cold('     ----BCDA-------', labels);
        const out = cold('         abcd-----------|', rows).pipe(
          joinLabels(joining().context, labels$, { expireMs: 10 }),
          name,
        );
        expectObservable(out).toBe('----bcda-------|');
        flush();
      }),
    );
    assert.deepEqual(waits, [10]);
  });

  it('leaves no timer when nothing waits any more, or nobody listens', () => {
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const before = timers();
    const elements$ = new Subject<Instance<number> | Label<Weather>>();
    const seen: number[] = [];
    elements$.pipe(joinLabels(joining().context, { expireMs: 3_600_000 }), take(2)).subscribe();
    for (const element of [rows.a, label(0), rows.b, rows.c, label(1)]) {
      elements$.next(element);
      seen.push(timers() - before);
    }
    assert.deepEqual(seen, [1, 0, 1, 1, 0]);
  });

  it('waits for what is awaited after the source has completed, no longer than for the last label', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const { context, rejected } = joining();
      const labels$ = cold('     ----B-----A---', labels);
      const out = cold('         ab|', rows).pipe(joinLabels(context, labels$), name);
      expectObservable(out).toBe('----b-----(a|)');
      expectSubscriptions(labels$.subscriptions).toBe('^---------!');
      flush();
      assert.deepEqual(rejected, []);
    });
  });

  it('completes when labels$ does and the source has, or when the last has expired', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const { context, rejected } = joining();
      const out = cold('ab|', rows).pipe(joinLabels(context, cold('----B--|', labels)), name);
      expectObservable(out).toBe('----b--|');
      flush();
      assert.deepEqual(rejected, ['Expired 0']);
    });
    marbles(({ cold, expectObservable, flush }) => {
      const { context, rejected } = joining();
      const out = cold('ab|', rows).pipe(joinLabels(context, cold('----B', labels), { expireMs: 6 }), name);
      expectObservable(out).toBe('----b-|');
      flush();
      assert.deepEqual(rejected, ['Expired 0']);
    });
  });

  it('goes on after labels$ has completed: early labels may still meet their instances', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const { context, rejected } = joining();
      const out = cold('---ab--|', rows).pipe(joinLabels(context, cold('A|', labels)), name);
      expectObservable(out).toBe('---a---|');
      flush();
      assert.deepEqual(rejected, ['Expired 1']);
    });
  });

  it('passes an error on from either side at once, and leaves the other', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const labels$ = cold('--A------', labels);
      const source = cold('ab----#', rows);
      expectObservable(source.pipe(joinLabels(joining().context, labels$), name)).toBe('--a---#');
      expectSubscriptions(labels$.subscriptions).toBe('^-----!');
    });
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const labels$ = cold('--A---#', labels);
      const source = cold('ab-------', rows);
      expectObservable(source.pipe(joinLabels(joining().context, labels$), name)).toBe('--a---#');
      expectSubscriptions(source.subscriptions).toBe('^-----!');
    });
  });

  it('leaves both sides and its timer when it is unsubscribed from', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const { context, rejected } = joining();
      const labels$ = cold('  -B------', labels);
      const source = cold('   ab--c---', rows);
      const out = source.pipe(joinLabels(context, labels$, { expireMs: 5 }), name);
      expectObservable(out, '----!').toBe('-b---');
      expectSubscriptions(labels$.subscriptions).toBe('^---!');
      expectSubscriptions(source.subscriptions).toBe('^---!');
      flush();
      assert.deepEqual([rejected, awaiting(context)], [[], 0]);
    });
  });

  it('stops synchronous sources on either side when it is unsubscribed from', () => {
    let emitted = 0;
    const count = <T>(make: (n: number) => T) =>
      range(0, 1000).pipe(
        map((n) => {
          emitted++;
          return make(n);
        }),
      );
    concat(range(0, 1000).pipe(map(label)), NEVER)
      .pipe((labels$) => count(reading).pipe(joinLabels(joining().context, labels$)), take(3))
      .subscribe();
    assert.equal(emitted, 3);
    emitted = 0;
    count(reading)
      .pipe(
        joinLabels(
          joining().context,
          concat(
            of(label(0)),
            throwError(() => 'labels'),
            count(label),
          ),
        ),
      )
      .subscribe({ error: (error) => assert.equal(error, 'labels') });
    assert.equal(emitted, 0);
  });

  it('subscribes to the labels first, so that none is missed that the first instance brings about', () => {
    const { context, rejected } = joining();
    const labels$ = new Subject<Label<Weather>>();
    const seen: string[] = [];
    range(0, 5)
      .pipe(
        map(reading),
        tap(({ id }) => labels$.next(label(Number(id)))),
        joinLabels(context, labels$),
        name,
      )
      .subscribe((id) => seen.push(id));
    assert.deepEqual([seen.join(''), rejected], ['abcde', []]);
  });

  it('keeps the order of the labels where what it puts out brings the next about', () => {
    const { context } = joining();
    const labels$ = new Subject<Label<Weather>>();
    const order: string[] = [];
    concat(of(rows.a, rows.b, rows.c), NEVER)
      .pipe(joinLabels(context, labels$), name)
      .subscribe((id) => {
        order.push(`(${id}`);
        if (id === 'a') for (const n of [2, 1]) labels$.next(label(n));
        order.push(`${id})`);
      });
    labels$.next(label(0));
    assert.deepEqual(order, ['(a', 'a)', '(c', 'c)', '(b', 'b)']);
  });

  it('takes 100,000 instances and labels at once, without recursion, and lets go of all', () => {
    const { context, rejected } = joining();
    let joined = 0;
    range(0, 200_000)
      .pipe(
        map((n) => (n < 100_000 ? reading(n) : label(n - 100_000))),
        joinLabels(context),
      )
      .subscribe(() => joined++);
    assert.deepEqual([joined, rejected, awaiting(context)], [100_000, [], 0]);
    const part = coreOf(context).own('joinLabels', { name: 'joinLabels', create: () => assert.fail('it is there') });
    assert.deepEqual((part.part as { save(): unknown }).save(), { awaiting: [], early: [], joined: [] });
  });

  it('holds no more after many rows than after few', () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const live = () => {
      collect();
      return process.memoryUsage().heapUsed / 2 ** 20;
    };
    const elements$ = new Subject<Instance<number> | Label<Weather>>();
    const subscription = elements$.pipe(joinLabels(joining().context, { maxAwaiting: 1000 })).subscribe();
    const pass = (from: number, to: number) => {
      for (let n = from; n < to; n++) {
        elements$.next(reading(n));
        if (n >= 100) elements$.next(label(n - 100));
      }
    };
    pass(0, 10_000);
    const before = live();
    pass(10_000, 300_000);
    const grown = live() - before;
    subscription.unsubscribe();
    assert.ok(grown < 10, `${grown.toFixed(1)} MiB more`);
  });

  it('goes on from what waited when it is subscribed to again after an error', () => {
    const { context, rejected } = joining();
    const seen: string[] = [];
    const attempts = [
      concat(
        of(rows.a, rows.b, label(1), label(2)),
        throwError(() => 'lost'),
      ),
      of(rows.c, label(0), label(1)),
    ];
    new Observable<Instance<number> | Label<Weather>>((subscriber) => attempts.shift()!.subscribe(subscriber))
      .pipe(joinLabels(context), name, retry(1))
      .subscribe((id) => seen.push(id));
    assert.deepEqual([seen.join(''), rejected, awaiting(context)], ['bca', ['Duplicate 1'], 0]);
  });

  it('begins with new ids after the end of a stream', () => {
    const { context, rejected } = joining();
    const seen: string[] = [];
    of<(Instance<number> | Label<Weather>)[]>(label(0), rows.a, rows.b, label(1), label(7))
      .pipe(joinLabels(context), name, repeat(2))
      .subscribe((id) => seen.push(id));
    assert.deepEqual([seen.join(''), rejected], ['abab', ['Orphan 7', 'Orphan 7']]);
  });

  it('lets go of its part before it tells of its end, also with operators behind it', () => {
    marbles(({ cold, expectObservable }) => {
      const { context } = joining();
      const elements: { [key: string]: Instance<number> | Label<Weather> } = { ...rows, ...labels };
      const out = cold('aA|', elements).pipe(predictWith(context), joinLabels(context), trainOn(context), repeat(2));
      expectObservable(out.pipe(map(({ id }) => 'abcde'[Number(id)]!))).toBe('-a-a|');
      const failing$ = cold('bB#', elements).pipe(
        predictWith(context),
        joinLabels(context),
        trainOn(context),
        retry(1),
      );
      expectObservable(failing$.pipe(map(({ id }) => 'abcde'[Number(id)]!)), '------^').toBe('-------b-b#');
    });
  });

  it('counts what is awaited, and only while it is subscribed to', () => {
    const { context } = joining();
    const [source, labels$] = [new Subject<Instance<number>>(), new Subject<Label<Weather>>()];
    const out = source.pipe(joinLabels(context, labels$, { maxAwaiting: 3 }));
    const counts: number[] = [];
    const look = () => counts.push(awaiting(context));
    let subscription = out.subscribe(look);
    for (const n of [0, 1, 2, 3]) source.next(reading(n));
    look();
    for (const n of [1, 8, 1, 0]) labels$.next(label(n));
    look();
    subscription.unsubscribe();
    look();
    subscription = out.subscribe({ next: look, complete: look });
    look();
    labels$.next(label(3));
    source.complete();
    labels$.complete();
    look();
    assert.deepEqual(counts, [3, 2, 2, 0, 2, 1, 0, 0]);
  });

  it('counts nothing where a rejection made its subscriber leave', () => {
    const { context } = joining();
    const subscription = new Subscription();
    context.rejected$.subscribe(() => subscription.unsubscribe());
    const source = new Subject<Instance<number>>();
    subscription.add(source.pipe(joinLabels(context, NEVER, { maxAwaiting: 1 })).subscribe());
    for (const instance of [rows.a, rows.b]) source.next(instance);
    assert.deepEqual([subscription.closed, awaiting(context)], [true, 0]);
  });

  it('times labels from their prediction on', () => {
    marbles(({ cold, flush, expectObservable }) => {
      const { context } = joining({ clock: asyncScheduler });
      const out = cold('abc-----|', rows).pipe(joinLabels(context, cold('C----A--B', labels)), name);
      expectObservable(out).toBe('--c--a--(b|)');
      flush();
      context.stats$.subscribe(({ total: { labelDelayMs } }) => {
        assert.ok(Math.abs(labelDelayMs.p50! - 5) < 0.01 && Math.abs(labelDelayMs.max! - 7) < 0.01);
      });
    });
  });

  it('refuses a label without id or y, under the policy of the context', () => {
    const bad = [{ y: 'calm' }, { id: 3 }, { id: 3, y: null }, { id: {}, y: 'calm' }, null] as Label<Weather>[];
    for (const broken of bad) {
      let error: unknown;
      of(rows.a)
        .pipe(joinLabels(joining().context, of(broken)))
        .subscribe({ error: (e) => (error = e) });
      assert.ok(error instanceof BadRowError && error.row === broken, String(error));
    }
    const { context, rejected } = joining({ onBad: 'skip' });
    const seen: string[] = [];
    of(rows.a)
      .pipe(joinLabels(context, of(...bad, label(0))), name)
      .subscribe((id) => seen.push(id));
    assert.deepEqual([seen, rejected], [['a'], ['BadRow id', 'BadRow y', 'BadRow y', 'BadRow id', 'BadRow id']]);
  });

  it('leaves a label that the target does not know to trainOn, which counts it', () => {
    const { context, rejected } = joining({ onBad: 'skip' });
    const passed: unknown[] = [];
    const labels$ = new Subject<Label<Weather>>();
    concat(of(rows.a, rows.b), NEVER)
      .pipe(predictWith(context), joinLabels(context, labels$), trainOn(context))
      .subscribe(({ id }) => passed.push(id));
    labels$.next({ id: 0, y: 'fog' as Weather });
    labels$.next(label(1));
    assert.deepEqual([passed, rejected], [[1], ['BadRow y']]);
  });

  it('fails when the context does or is closed, and frees its timer', async () => {
    await undefined; // Mocha starts a timer of its own meanwhile.
    const { context } = joining();
    const errors: unknown[] = [];
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const before = timers();
    of(rows.a)
      .pipe(joinLabels(context, NEVER, { expireMs: 3_600_000 }))
      .subscribe({ error: (error) => errors.push(error) });
    assert.equal(timers(), before + 1);
    await context.close();
    assert.equal(timers(), before);
    of(rows.a)
      .pipe(joinLabels(context, NEVER))
      .subscribe({ error: (error) => errors.push(error) });
    assert.ok(errors.length === 2 && errors.every((error) => error instanceof ContextClosedError));
  });

  it('refuses wrong options, and a second live joinLabels of the same name', () => {
    const { context } = joining();
    assert.throws(
      () => joinLabels(context, NEVER, { expireMs: -1, maxAwaiting: 0.5 }),
      (error) => error instanceof ConfigError && error.mistakes.length === 2,
    );
    const live = NEVER.pipe(joinLabels(context, NEVER)).subscribe();
    let error: unknown;
    NEVER.pipe(joinLabels(context, NEVER)).subscribe({ error: (e) => (error = e) });
    NEVER.pipe(joinLabels(context.scope('other'), NEVER)).subscribe({ error: assert.fail });
    assert.match(String(error), /ConfigError: joinLabels: .*scope/);
    live.unsubscribe();
  });

  it('gives each device its own under its scope, to be forgotten when its group ends', () => {
    marbles(({ hot, expectObservable, flush }) => {
      const { context, rejected, at } = joining({ ...ports({ predict: () => 2 }).workers, maxStaleness: 10 });
      const deviceOf = ({ id }: { readonly id: Id }) => Number(id) % 2;
      const readings$ = hot('ab-c--------e----|', { a: reading(0), b: reading(1), c: reading(2), e: reading(4) });
      const labels$ = hot('  ---A--B--------E--', labels);
      const gone$ = hot('    -----g------------', { g: 0 });
      const out = readings$.pipe(
        groupBy((reading) => deviceOf(reading), {
          duration: ({ key }) => gone$.pipe(filter((device) => device === key)),
        }),
        mergeMap((one$) => {
          const one = context.scope(`device ${one$.key}`);
          const own$ = labels$.pipe(filter((label) => deviceOf(label) === one$.key));
          return one$.pipe(
            predictWith(one),
            joinLabels(one, own$, { expireMs: 4 }),
            trainOn(one),
            finalize(() => one.forget()),
          );
        }),
        map(({ id }) => 'abcde'[Number(id)]!),
      );
      expectObservable(out).toBe('---a--b--------e-|');
      flush();
      assert.deepEqual([rejected, at, awaiting(context)], [['Expired 2'], [10], 0]);
      for (const device of ['device 0', 'device 1']) {
        let forgotten = false;
        const create = () => {
          forgotten = true;
          return { save: () => null };
        };
        coreOf(context.scope(device)).own('joinLabels', { name: 'joinLabels', create });
        assert.ok(forgotten, device);
      }
    });
  });

  it('saves what waits as plain data, and goes on from it', () => {
    const events = { rejected: () => {}, joined: () => {} };
    const arrival = { now: 0, since: 0 };
    const join = new LabelJoin<Weather>(events, arrival);
    const predicted = {
      ...reading(0),
      row: { at: new Date(0), t: 1 },
      prediction: { output: Float32Array.of(0.1), version: 3 },
    };
    for (const element of [reading(9), predicted]) join.instance(element, arrival, 10);
    for (const id of [9, 7]) join.label(label(id), arrival, 10);
    const rejected: string[] = [];
    const later = new LabelJoin<Weather>(
      { ...events, rejected: (r) => rejected.push(r._tag) },
      { now: 100, since: 100 },
      stored(join),
    );
    assert.deepEqual([later.awaiting, later.oldest], [1, 100]);
    assert.equal(later.label(label(9), arrival, 10), undefined);
    assert.deepEqual(later.label(label(0), arrival, 10), { ...predicted, row: { t: 1 }, ...label(0) });
    assert.deepEqual(later.instance(reading(7), arrival, 10), labelled(7));
    assert.deepEqual(rejected, ['Duplicate']);
  });
});
