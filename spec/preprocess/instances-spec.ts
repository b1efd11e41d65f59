import assert from 'node:assert/strict';
import {
  concat,
  from,
  lastValueFrom,
  map,
  NEVER,
  type OperatorFunction,
  range,
  repeat,
  Subject,
  take,
  toArray,
} from 'rxjs';
import { coreOf } from '../../lib/context/Core.js';
import { instances } from '../../lib/preprocess/instances.js';
import { RowState } from '../../lib/preprocess/RowState.js';
import { classes } from '../../lib/target/classes.js';
import { values } from '../../lib/target/values.js';
import type { Instance, PlainData } from '../../lib/types.js';
import { decoding } from '../support/decoding.js';
import { marbles } from '../support/marbles.js';

type Fields = { readonly [field: string]: unknown };

const target = classes(['ok', 'fault']);

function run<Row, I>(rows: readonly Row[], operator: OperatorFunction<Row, I>): Promise<I[]> {
  return lastValueFrom(from(rows).pipe(operator, toArray()));
}

/** `x` only, or what went wrong. */
async function features(rows: readonly Fields[], options: Parameters<typeof instances<Fields>>[1] = {}) {
  const { context, reasons } = decoding(target, 'skip');
  const all = await run(rows, instances<Fields>(context, options));
  return { x: all.map(({ x }) => [...x]), reasons: reasons() };
}

describe('instances', () => {
  describe('as an operator', () => {
    it('stays silent, completes and fails as its source does', () => {
      marbles(({ cold, expectObservable }) => {
        const { context } = decoding(target);
        const scope = (name: string) => instances<Fields>(context.scope(name));
        expectObservable(NEVER.pipe(scope('never'))).toBe('-');
        expectObservable(cold<Fields>('---|').pipe(scope('empty'))).toBe('---|');
        const row = { t: 1 };
        const instance = { id: 0, x: Float32Array.of(1), row };
        expectObservable(cold('-a-#', { a: row }).pipe(scope('error'))).toBe('-a-#', { a: instance });
        expectObservable(cold('-a|', { a: row }).pipe(scope('one'))).toBe('-a|', { a: instance });
      });
    });

    it('stops a synchronous source when it is unsubscribed from, and lets go of its state', async () => {
      const { context } = decoding(target);
      let read = 0;
      function* rows() {
        for (;;) yield { t: read++ };
      }
      const operator = instances<{ t: number }>(context);
      await lastValueFrom(from(rows()).pipe(operator, take(3)));
      assert.equal(read, 3);
      await lastValueFrom(from(rows()).pipe(operator, take(1)));
    });

    it('takes 100,000 rows at once', async () => {
      const { context } = decoding(target);
      let sum = 0;
      const rows$ = range(0, 100_000).pipe(map((t) => ({ t })));
      await rows$.pipe(instances(context)).forEach(({ x }) => {
        sum += x[0]!;
      });
      assert.equal(sum, (100_000 * 99_999) / 2);
    });

    it('refuses a second one that is live on the same context, unless it is on a scope', () => {
      const { context } = decoding(target);
      const errors: unknown[] = [];
      const rows$ = new Subject<Fields>();
      rows$.pipe(instances(context)).subscribe();
      rows$.pipe(instances(context)).subscribe({ error: (error: unknown) => errors.push(error) });
      rows$.pipe(instances(context.scope('other'))).subscribe({ error: assert.fail });
      assert.match(String(errors), /ConfigError: instances/);
    });

    it('keeps the row, as it is', async () => {
      const { context } = decoding(target);
      const rows = [{ t: '1' }, { t: '2' }];
      const all = await run(rows, instances(context));
      for (const [i, { row }] of all.entries()) assert.equal(row, rows[i]);
    });

    it('refuses options that will not do, all at once', () => {
      const { context } = decoding(target);
      const options = { features: ['a', 'a'], label: [], missing: Number.POSITIVE_INFINITY };
      assert.throws(
        () => instances<unknown, unknown, Fields>(context as never, options),
        (error: unknown) => {
          const { mistakes } = error as { mistakes: { option: string }[] };
          assert.deepEqual(
            mistakes.map(({ option }) => option),
            ['features', 'label', 'missing'],
          );
          return true;
        },
      );
    });
  });

  describe('the weight', () => {
    const weighed = async (rows: readonly Fields[], options: object = {}) => {
      const { context, reasons } = decoding(target, 'skip');
      const all = await run(rows, instances<'ok' | 'fault', 'ok' | 'fault', Fields>(context, options as never));
      return { all: all.map(({ x, weight, y }) => [[...x], weight, y]), reasons: reasons() };
    };

    it('is a number in a field, which is then no feature, with and without a label', async () => {
      const rows = [
        { t: 1, cost: '2.5', state: 'ok' },
        { t: 2, cost: 0, state: 'fault' },
      ];
      assert.deepEqual((await weighed(rows, { weight: 'cost', label: 'state' })).all, [
        [[1], 2.5, 'ok'],
        [[2], 0, 'fault'],
      ]);
      const bare = rows.map(({ t, cost }) => ({ t, cost }));
      assert.deepEqual((await weighed(bare, { weight: 'cost' })).all, [
        [[1], 2.5, undefined],
        [[2], 0, undefined],
      ]);
    });

    it('is not there where no field is named', async () => {
      const { context } = decoding(target);
      const [instance] = await run([{ t: 1, weight: 3 }], instances(context));
      assert.deepEqual(Object.keys(instance!), ['id', 'x', 'row']);
      assert.deepEqual(instance!.x, Float32Array.of(1, 3));
    });

    it('makes the row bad where it is missing, no number, below 0 or too great', async () => {
      const rows = [{ t: 1 }, { t: 2, cost: 'much' }, { t: 3, cost: -0.5 }, { t: 4, cost: '1e39' }, { t: 5, cost: 1 }];
      const { all, reasons } = await weighed(rows, { features: ['t'], weight: 'cost' });
      assert.deepEqual(all, [[[5], 1, undefined]]);
      assert.deepEqual(reasons, [
        'cost is missing',
        "cost 'much' is no number",
        'cost is -0.5; a weight is a finite number, 0 or more',
        'cost is 1e+39; a weight is a finite number, 0 or more',
      ]);
    });
  });

  describe('features', () => {
    it("are all fields of the first row but the label's and the id's, in its order", async () => {
      const { context } = decoding(target);
      const rows = [
        { b: 1, name: 'r1', a: '2', state: 'ok' },
        { state: 'fault', a: 4, name: 'r2', b: 3, more: 5 },
      ];
      const all = await run(rows, instances(context, { label: 'state', id: 'name' }));
      assert.deepEqual(
        all.map(({ id, x, y }) => [id, [...x], y]),
        [
          ['r1', [1, 2], 'ok'],
          ['r2', [3, 4], 'fault'],
        ],
      );
    });

    it('are those that are named, in that order', async () => {
      assert.deepEqual((await features([{ a: 1, b: 2, c: 3 }], { features: ['c', 'a'] })).x, [[3, 1]]);
    });

    it('are numbers, decimal texts and flags', async () => {
      assert.deepEqual((await features([{ a: -1.5, b: ' 2.5e1 ', c: true, d: false, e: 3n }])).x, [
        [-1.5, 25, 1, 0, 3],
      ]);
    });

    it('that are missing, no numbers, or not finite make the row bad, and no other', async () => {
      const bad = [
        { t: '' },
        { t: null },
        {},
        { t: '?' },
        { t: 'NA' },
        { t: 'x' },
        { t: '0x1' },
        { t: Number.NaN },
        { t: 1e39 },
      ];
      const { x, reasons } = await features([{ t: 1 }, ...bad, { t: 2 }]);
      assert.deepEqual(x, [[1], [2]]);
      assert.deepEqual(reasons, [
        ...Array.from({ length: 5 }, () => 't is missing'),
        "t 'x' is no number",
        "t '0x1' is no number",
        't NaN is not finite in 32 bits',
        't 1e+39 is not finite in 32 bits',
      ]);
    });

    it('cannot come of a row that is none, or has no field for one; the next row tells the fields', async () => {
      const rows = [null, 5, 'text', undefined, {}, { state: 'ok' }, { a: 1, state: 'ok' }] as unknown as {
        state: string;
      }[];
      const { context, reasons } = decoding(target, 'skip');
      const all = await run(rows, instances(context, { label: 'state' }));
      assert.deepEqual(
        all.map(({ id, x }) => [id, ...x]),
        [[6, 1]],
      );
      assert.equal(reasons().filter((reason) => reason === 'row is no object with fields').length, 4);
      assert.equal(reasons().filter((reason) => reason === 'features no field is left that could be one').length, 2);
    });

    it('that are missing are filled with a number, where one is given, but nothing else is', async () => {
      const { x, reasons } = await features([{ a: '', b: 1 }, { a: 'x', b: 1 }, { a: 1 }], { missing: -1 });
      assert.deepEqual(
        [x, reasons],
        [
          [
            [-1, 1],
            [1, -1],
          ],
          ["a 'x' is no number"],
        ],
      );
    });

    it('that are missing are the last that was there, of a row that was not bad', async () => {
      const rows = [{ a: '', b: 1 }, { a: 1, b: 2 }, { a: 5, b: 'x' }, { a: '', b: 3 }, { a: 4 }, { b: '?' }];
      const { x, reasons } = await features(rows, { missing: 'last' });
      assert.deepEqual(x, [
        [1, 2],
        [1, 3],
        [4, 3],
        [4, 3],
      ]);
      assert.deepEqual(reasons, ['a is missing, and no row before had it', "b 'x' is no number"]);
    });
  });

  describe('id', () => {
    it('is the position of the row, bad ones counted, and goes on with the next subscription', async () => {
      const { context } = decoding(target, 'skip');
      const rows = [{ t: 1 }, { t: 'x' }, { t: 3 }];
      const all = await lastValueFrom(from(rows).pipe(instances(context), repeat(2), toArray()));
      assert.deepEqual(
        all.map(({ id }) => id),
        [0, 2, 3, 5],
      );
    });

    it('is the field that is named, a text or a finite number', async () => {
      const { context, reasons } = decoding(target, 'skip');
      const rows: Fields[] = ['a', 7, '', undefined, Number.NaN, true].map((id) => ({ id, t: 1 }));
      const all = await run(rows, instances(context, { id: 'id' }));
      assert.deepEqual(
        all.map(({ id }) => id),
        ['a', 7],
      );
      assert.deepEqual(reasons(), [
        'id is missing',
        'id is missing',
        'id cannot be an id: NaN',
        'id cannot be an id: true',
      ]);
    });
  });

  describe('label', () => {
    it("is the target's, of one field or of several", async () => {
      const one = decoding(target);
      const rows = [{ t: 1, state: 'fault', ok: 1, fault: 0, p: '1.5', d: 2 }];
      assert.equal((await run(rows, instances(one.context, { label: 'state', features: ['t'] })))[0]!.y, 'fault');
      const hot = decoding(target);
      assert.equal((await run(rows, instances(hot.context, { label: ['ok', 'fault'], features: ['t'] })))[0]!.y, 'ok');
      const two = decoding(values(['price', 'demand']));
      assert.deepEqual((await run(rows, instances(two.context, { label: ['p', 'd'], features: ['t'] })))[0]!.y, {
        price: 1.5,
        demand: 2,
      });
    });

    it('may be a feature too, where that is named', async () => {
      const { context } = decoding(values(['p'], { horizon: 2 }));
      const [instance] = await run([{ p: 3, q: 4 }], instances(context, { label: 'p', features: ['p', 'q'] }));
      assert.deepEqual([instance!.x, instance!.y], [Float32Array.of(3, 4), 3]);
    });

    it('that is missing or unknown makes the row bad', async () => {
      const { context, rejected, reasons } = decoding(target, 'skip');
      const rows = [{ t: 1, state: '' }, { t: 2, state: 'ok' }, { t: 3, state: 'broken' }, { t: 4 }];
      const all = await run(rows as { t: number; state: string }[], instances(context, { label: 'state' }));
      assert.deepEqual(
        all.map(({ x }) => x[0]),
        [2],
      );
      const listed = "the classes are 'ok', 'fault'";
      assert.deepEqual(reasons(), [
        `state is missing; ${listed}`,
        `state 'broken' is no class; ${listed}`,
        `state is missing; ${listed}`,
      ]);
      assert.deepEqual(
        rejected.map((one) => one._tag === 'BadRow' && one.row),
        [rows[0], rows[2], rows[3]],
      );
    });
  });

  it('ends with a BadRowError under onBad: error, after the instances before it', async () => {
    const { context, reasons } = decoding(target);
    const ids: unknown[] = [];
    const rows = [{ t: '1' }, { t: '' }, { t: '2' }];
    const running = from(rows)
      .pipe(instances(context))
      .forEach(({ id }) => void ids.push(id));
    await assert.rejects(running, { _tag: 'BadRow', row: rows[1], field: 't', reason: 'is missing' });
    assert.deepEqual([ids, reasons()], [[0], ['t is missing']]);
  });

  it('has a state that is saved and goes on exactly', async () => {
    const rows = Array.from({ length: 9 }, (_, i) => ({ a: i % 2 ? '' : i, b: i % 3 === 1 ? null : i, state: 'ok' }));
    const options = { label: 'state', missing: 'last' } as const;
    const whole = await run(rows.slice(0, 1).concat(rows), instances(decoding(target).context, options));

    let saved: PlainData | undefined;
    const parts: Instance[] = [];
    for (const row of rows.slice(0, 1).concat(rows)) {
      const { context } = decoding(target);
      const core = coreOf(context);
      const owned = core.own('instances', {
        ...RowState.description,
        create: () => RowState.description.create(saved),
      });
      owned.release();
      parts.push(...(await run([row], instances(context, options))));
      saved = structuredClone(owned.part.save());
    }
    assert.deepEqual(parts, whole);
  });

  it('has a saved state that later rows do not touch', async () => {
    const { context } = decoding(target);
    const { part, release } = coreOf(context).own('instances', RowState.description);
    release();
    const operator = instances<Fields>(context, { missing: 'last' });
    await run([{ a: 1 }], operator);
    const saved = part.save();
    await run([{ a: 2 }], operator);
    assert.deepEqual(saved, { position: 1, features: ['a'], last: Float64Array.of(1) });
  });

  it('keeps the last values of features that stay when others are named', () => {
    const state = RowState.description.create();
    state.setFeatures(['a', 'b']);
    state.last.set([1, 2]);
    state.setFeatures(['b', 'c']);
    assert.deepEqual([...state.last], [2, Number.NaN]);
  });

  it('goes from history to live rows on one context, with other options', async () => {
    const { context } = decoding(target);
    const history$ = from([{ t: 1, state: 'ok' }]).pipe(instances(context, { label: 'state', features: ['t'] }));
    const live$ = from([{ t: 2, name: 'a' }]).pipe(instances(context, { id: 'name', features: ['t'] }));
    const ids = await lastValueFrom(concat(history$, live$).pipe(toArray()));
    assert.deepEqual(
      ids.map(({ id }) => id),
      [0, 'a'],
    );
  });
});
