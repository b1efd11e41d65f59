import assert from 'node:assert/strict';
import { concat, from, map, NEVER, Observable, of, repeat, retry, Subject, toArray } from 'rxjs';
import type { Context } from '../../lib/context/Context.js';
import { coreOf } from '../../lib/context/Core.js';
import { createContext } from '../../lib/context/createContext.js';
import { BadRowError, ConfigError } from '../../lib/errors.js';
import { joinLabels } from '../../lib/learn/joinLabels.js';
import { predictWith } from '../../lib/learn/predictWith.js';
import { trainOn } from '../../lib/learn/trainOn.js';
import { movingWindow } from '../../lib/preprocess/movingWindow.js';
import { values } from '../../lib/target/values.js';
import { stored } from '../../lib/testing/plainData.js';
import type { Instance, Label, Labelled } from '../../lib/types.js';
import { fakeContext } from '../support/fakeContext.js';
import { marbles } from '../support/marbles.js';
import { ports } from '../support/ports.js';
import { silent } from '../support/silent.js';
import { vectors } from '../support/vectors.js';

interface Vectors {
  readonly window: {
    readonly rows: readonly (readonly number[])[];
    readonly column: readonly number[];
    readonly cases: readonly {
      readonly past: number;
      readonly horizon: number;
      readonly shift: number;
      readonly inputs: number | readonly number[] | null;
      readonly targets: number | readonly number[] | null;
      readonly table: 'rows' | 'column';
      readonly steps: readonly (readonly [Nested | null, Nested | null])[];
    }[];
  };
}
type Nested = number | readonly Nested[];

const flat = (nested: Nested): number[] => (typeof nested === 'number' ? [nested] : nested.flatMap(flat));

/** A context that forecasts one value, `horizon` rows far. */
function forecast(horizon = 2, config: { readonly onBad?: 'skip'; readonly width?: number } = {}) {
  const { width, ...rest } = config;
  return createContext({
    target: values(['price'], { horizon }),
    model: { model: 'mlp', parameters: {} },
    logger: silent(),
    seed: 1,
    ...ports({ ...(width === undefined ? {} : { width }), outputs: horizon }).workers,
    ...rest,
  });
}

/** The n-th row: two features and the value that is forecast. */
const row = (n: number): Labelled<number, string> => ({ id: n, x: Float32Array.of(n, -n), row: `r${n}`, y: 10 * n });
const rows = { a: row(0), b: row(1), c: row(2), d: row(3), e: row(4), f: row(5) };
/** In short words: a label as its id and values, a window as its id and first features. */
const name = map((e: Instance<string> | Label<readonly number[]>) =>
  'x' in e ? `${e.row}: ${e.x.filter((_, i) => i % 2 === 0).join(' ')}` : `${e.id} = ${e.y.join(' ')}`,
);

describe('movingWindow', () => {
  for (const [index, one] of vectors<Vectors>('adlstream').window.cases.entries()) {
    const { past, horizon, shift, steps, table: tableName } = one;
    it(`agrees with ADLStream: case ${index}, ${past} rows, horizon ${horizon}, shift ${shift}`, () => {
      const window = vectors<Vectors>('adlstream').window;
      const table = tableName === 'rows' ? window.rows : window.column.map((value) => [value]);
      const columns = table[0]!.length;
      const indices = (given: number | readonly number[] | null) =>
        given === null ? undefined : [given].flat().map((i) => (i < 0 ? i + columns : (i as number)));
      const inputs = indices(one.inputs);
      const targets = indices(one.targets) ?? [...table[0]!.keys()];
      const names = targets.map((column) => `column ${column}`) as [string, ...string[]];
      const target = values(names, { horizon });
      const context = createContext({ target, model: { model: 'mlp', parameters: {} }, ...ports().workers });
      const decoded = table.map((numbers, id) => {
        const y = target.decode(targets.map((column) => numbers[column]));
        assert.ok(y._tag === 'Right');
        return { id, x: Float32Array.from(numbers), row: id, y: y.right };
      });
      const perRow: (Instance | Label<Parameters<typeof target.encode>[0]>)[][] = [];
      const source = new Subject<(typeof decoded)[number]>();
      source
        .pipe(movingWindow(context, { pastHistory: past, shift, ...(inputs && { inputs }) }))
        .subscribe((element) => perRow.at(-1)!.push(element));
      for (const each of decoded) {
        perRow.push([]);
        source.next(each);
      }
      const [ids, pairs] = [[] as number[], [] as number[]];
      for (const [message, [x, y]] of steps.entries()) {
        const elements = perRow[message]!;
        assert.equal(elements.length, (x === null ? 0 : 1) + (y === null ? 0 : 1));
        for (const element of elements) {
          if ('x' in element) {
            assert.deepEqual([element.id, ...element.x], [message, ...flat(x!)]);
            ids.push(message);
          } else {
            assert.deepEqual([...target.encode(element.y)], flat(y!));
            pairs.push(Number(element.id));
          }
        }
        if (elements.length === 2) assert.ok('y' in elements[0]!, 'the label that it completes goes first');
      }
      assert.equal(ids.length, table.length - past + 1);
      assert.equal(pairs.length, table.length - past - shift - horizon + 2);
      assert.deepEqual(pairs, ids.slice(0, pairs.length), 'the first label belongs to the first window, and so on');
    });
  }

  it('stays silent for a source that never emits, and completes for an empty one, or one too short', () => {
    marbles(({ cold, expectObservable }) => {
      const past = { pastHistory: 3 };
      expectObservable(cold<Labelled<number>>('-').pipe(movingWindow(forecast(), past))).toBe('-');
      expectObservable(cold<Labelled<number>>('-|').pipe(movingWindow(forecast(), past))).toBe('-|');
      expectObservable(cold('ab|', rows).pipe(movingWindow(forecast(), past))).toBe('--|');
    });
  });

  it('emits per row the label that it completes, then the window that it ends', () => {
    marbles(({ cold, expectObservable }) => {
      const out = cold('       a---b---c---d---e---|', rows).pipe(movingWindow(forecast(2), { pastHistory: 2 }), name);
      expectObservable(out).toBe('----v---w---(Vx)(Wy)|', {
        ...{ v: 'r1: 0 1', w: 'r2: 1 2', x: 'r3: 2 3', y: 'r4: 3 4' },
        ...{ V: '1 = 20 30', W: '2 = 30 40' },
      });
    });
  });

  it('gives the plain label of one row where the target has no horizon', () => {
    const context = createContext({ target: values(['price']), model: { model: 'mlp', parameters: {} } });
    const seen: unknown[] = [];
    from([0, 1, 2])
      .pipe(map(row), movingWindow(context, { pastHistory: 1 }))
      .subscribe((e) => seen.push('x' in e ? e.id : [e.id, e.y]));
    assert.deepEqual(seen, [0, [0, 10], 1, [1, 20], 2]);
  });

  it('puts the window first where its own last row completes its label', () => {
    const seen: unknown[] = [];
    from([0, 1])
      .pipe(map(row), movingWindow(forecast(1), { pastHistory: 1, shift: 0 }))
      .subscribe((e) => seen.push('x' in e ? e.id : [e.id, ...e.y]));
    assert.deepEqual(seen, [0, [0, 0], 1, [1, 10]]);
  });

  it('gives each window numbers of its own', () => {
    const windows: Instance[] = [];
    from([0, 1, 2])
      .pipe(map(row), movingWindow(forecast(), { pastHistory: 2 }))
      .subscribe((e) => 'x' in e && windows.push(e));
    assert.deepEqual(
      windows.map(({ x }) => [...x]),
      [
        [0, -0, 1, -1],
        [1, -1, 2, -2],
      ],
    );
  });

  it('passes an error on, and goes on from the rows before it when it is subscribed to again', () => {
    const attempts = [concat(of(rows.a, rows.b), NEVER), of(rows.c, rows.d, rows.e)];
    const failing = new Observable<Labelled<number, string>>((subscriber) => {
      const attempt = attempts.shift()!;
      const inner = attempt.subscribe(subscriber);
      if (attempts.length === 1) subscriber.error('lost');
      return inner;
    });
    const seen: string[] = [];
    failing.pipe(movingWindow(forecast(1), { pastHistory: 2 }), name, retry(1)).subscribe((e) => seen.push(e));
    assert.deepEqual(seen, ['r1: 0 1', '1 = 20', 'r2: 1 2', '2 = 30', 'r3: 2 3', '3 = 40', 'r4: 3 4']);
    marbles(({ cold, expectObservable }) => {
      const out = cold('ab#', rows).pipe(movingWindow(forecast(), { pastHistory: 2 }), name);
      expectObservable(out).toBe('-v#', { v: 'r1: 0 1' });
    });
  });

  it('goes on in a repetition', () => {
    const seen: string[] = [];
    of(rows.a, rows.b)
      .pipe(movingWindow(forecast(1), { pastHistory: 2 }), name, repeat(2))
      .subscribe((e) => seen.push(e));
    assert.deepEqual(seen, ['r1: 0 1', '1 = 0', 'r0: 1 0', '0 = 10', 'r1: 0 1']);
  });

  it('stops its source when it is unsubscribed from', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('abcd-', rows);
      const out = source.pipe(movingWindow(forecast(), { pastHistory: 2 }), name);
      expectObservable(out, '--!').toBe('-v-', { v: 'r1: 0 1' });
      expectSubscriptions(source.subscriptions).toBe('^-!');
    });
  });

  it('keeps the order where what it puts out brings the next row about', () => {
    const feedback = new Subject<Labelled<number, string>>();
    const seen: string[] = [];
    feedback.pipe(movingWindow(forecast(1), { pastHistory: 1 }), name).subscribe((e) => {
      seen.push(e);
      if (e === '0 = 10') feedback.next(rows.c);
    });
    for (const each of [rows.a, rows.b]) feedback.next(each);
    assert.deepEqual(seen, ['r0: 0', '0 = 10', 'r1: 1', '1 = 20', 'r2: 2']);
  });

  it('tells the context the shape of its input, unless that is configured', () => {
    const shapes: unknown[] = [];
    const tellsShape = (inputs?: readonly number[]) => {
      const context = fakeContext<readonly number[]>('Values');
      Object.assign(coreOf(context), { inputShape: (shape: readonly number[]) => shapes.push(shape) });
      from([0, 1, 2])
        .pipe(
          map((n) => ({ ...row(n), y: [n] })),
          movingWindow(context, { pastHistory: 5, ...(inputs && { inputs }) }),
        )
        .subscribe();
    };
    tellsShape();
    tellsShape([1]);
    assert.deepEqual(shapes, [
      [5, 2],
      [5, 1],
    ]);
    const context = forecast(2, { width: 4 });
    of(rows.a)
      .pipe(movingWindow(context, { pastHistory: 2 }))
      .subscribe();
    assert.equal(context.snapshot$.value._tag, 'Snapshot', 'the shape is known at the first row');
  });

  it('refuses a row with other features, or not finite ones, and goes on as if it had not come', () => {
    const bad = [
      { ...row(7), x: Float32Array.of(1) },
      { ...row(8), x: Float32Array.of(1, Number.NaN) },
    ];
    for (const one of bad) {
      let error: unknown;
      of(rows.a, one, rows.b)
        .pipe(movingWindow(forecast(), { pastHistory: 2 }))
        .subscribe({ error: (e) => (error = e) });
      assert.ok(error instanceof BadRowError && error.row === one.row);
    }
    const context = forecast(1, { onBad: 'skip' });
    const [seen, rejected] = [[] as string[], [] as unknown[]];
    context.rejected$.subscribe((r) => rejected.push(r._tag === 'BadRow' && r.row));
    of(rows.a, bad[0]!, rows.b, bad[1]!, rows.c)
      .pipe(movingWindow(context, { pastHistory: 2 }), name)
      .subscribe((e) => seen.push(e));
    assert.deepEqual(
      [seen, rejected],
      [
        ['r1: 0 1', '1 = 20', 'r2: 1 2'],
        ['r7', 'r8'],
      ],
    );
    let error: unknown;
    of(rows.a)
      .pipe(movingWindow(forecast(), { pastHistory: 2, inputs: [0, 5] }))
      .subscribe({ error: (e) => (error = e) });
    assert.match(String(error), /has 2 features, so there is no feature 5/);
  });

  it('refuses options that will not do, and other sizes than those of the state there', () => {
    const context = forecast();
    const options = { pastHistory: 0, shift: -1, inputs: [] };
    assert.throws(
      () => movingWindow(context, options),
      (error) => error instanceof ConfigError && error.mistakes.length === 3,
    );
    of(rows.a)
      .pipe(movingWindow(context, { pastHistory: 2 }))
      .subscribe();
    let error: unknown;
    of(rows.a)
      .pipe(movingWindow(context, { pastHistory: 3 }))
      .subscribe({ error: (e) => (error = e) });
    assert.ok(error instanceof ConfigError);
  });

  it('saves its rows as plain data, and goes on from them', () => {
    const all = Array.from({ length: 9 }, (_, n) => ({ ...row(n), y: { price: n, demand: -n } }));
    type Y = readonly { readonly price: number; readonly demand: number }[];
    const fake = (saved = {}) => {
      const context = fakeContext<Y>('Values', { saved });
      Object.assign(context.target, { horizon: 2 });
      Object.assign(coreOf(context), { inputShape: () => {} });
      return context as unknown as Context<Y, Y[number]> & Pick<typeof context, 'parts'>;
    };
    const sizes = { pastHistory: 3, shift: 2 };
    const through = (context: ReturnType<typeof fake>, some: typeof all) => {
      let seen: unknown[] = [];
      from(some)
        .pipe(movingWindow(context, sizes), toArray())
        .subscribe((elements) => {
          seen = elements;
        });
      return seen;
    };
    const whole = through(fake(), all);
    for (const cut of [0, 1, 3, 5, 8]) {
      const before = fake();
      const first = through(before, all.slice(0, cut));
      const saved = { movingWindow: stored(before.parts.get('movingWindow')!) };
      assert.deepEqual([...first, ...through(fake(saved), all.slice(cut))], whole);
    }
  });

  it('forecasts: predictions leave with their row, labels join when the horizon has passed', () => {
    const context = forecast(2, { width: 4 });
    const seen: unknown[] = [];
    from([0, 1, 2, 3, 4, 5])
      .pipe(
        map(row),
        movingWindow(context, { pastHistory: 2 }),
        predictWith(context),
        joinLabels(context),
        trainOn(context),
      )
      .subscribe(({ id, y, prediction }) => seen.push([id, ...y, prediction.version, prediction.value.length]));
    assert.deepEqual(seen, [
      [1, 20, 30, 0, 2],
      [2, 30, 40, 0, 2],
      [3, 40, 50, 1, 2],
    ]);
  });

  it('gives a window the weight of its last row, and none where that has none', async () => {
    const weighed = [rows.a, { ...rows.b, weight: 3 }, rows.c, { ...rows.d, weight: 0 }];
    const seen: unknown[] = [];
    await from(weighed)
      .pipe(movingWindow(forecast(1), { pastHistory: 2 }))
      .forEach((e) => void seen.push('x' in e ? [e.row, 'weight' in e, e.weight] : undefined));
    assert.deepEqual(seen, [['r1', true, 3], undefined, ['r2', false, undefined], undefined, ['r3', true, 0]]);
  });
});
