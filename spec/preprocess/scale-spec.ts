import assert from 'node:assert/strict';
import { from, lastValueFrom, NEVER, of, Subject, take, toArray } from 'rxjs';
import { minMax, type Scaler, standardization } from '../../lib/preprocess/index.js';
import { scale } from '../../lib/preprocess/scale.js';
import { classes } from '../../lib/target/classes.js';
import type { Description, Instance, Label } from '../../lib/types.js';
import { decoding } from '../support/decoding.js';
import { marbles } from '../support/marbles.js';

const target = classes(['low', 'high']);
const instance = (...x: number[]): Instance => ({ id: x.join(), x: Float32Array.from(x), row: { x } });

describe('scale', () => {
  it('stays silent, completes and fails as its source does', () => {
    marbles(({ cold, expectObservable }) => {
      const { context } = decoding(target);
      const scaled = (name: string) => scale<Instance>(context.scope(name), minMax());
      expectObservable(NEVER.pipe(scaled('never'))).toBe('-');
      expectObservable(cold<Instance>('--|').pipe(scaled('empty'))).toBe('--|');
      const a = instance(7);
      expectObservable(cold('-a-#', { a }).pipe(scaled('error'))).toBe('-a-#', { a: { ...a, x: Float32Array.of(0) } });
    });
  });

  it('learns from an instance, then transforms it; the instance that came is left alone', async () => {
    const { context } = decoding(target);
    const came = [instance(10, 1), instance(20, 1), instance(15, 2)];
    const all = await lastValueFrom(from(came).pipe(scale(context, minMax()), toArray()));
    assert.deepEqual(
      all.map(({ x }) => [...x]),
      [
        [0, 0],
        [1, 0],
        [0.5, 1],
      ],
    );
    assert.deepEqual([...came[1]!.x], [20, 1]);
    for (const [i, { id, row }] of all.entries()) assert.deepEqual([id, row], [came[i]!.id, came[i]!.row]);
  });

  it('keeps what else an instance carries, and passes labels in their place, untouched', async () => {
    const { context } = decoding(target);
    const label: Label<string> = { id: 7, y: 'low' };
    const labelled = { ...instance(5), y: 'high' };
    const all = await lastValueFrom(from([label, labelled, label]).pipe(scale(context, minMax()), toArray()));
    assert.deepEqual(all, [label, { ...labelled, x: Float32Array.of(0) }, label]);
    assert.equal(all[0], label);
  });

  it('goes on from what it has learned when it is subscribed to again', async () => {
    const { context } = decoding(target);
    const scaled = (x: number) => lastValueFrom(of(instance(x)).pipe(scale(context, minMax())));
    await scaled(0);
    await scaled(10);
    assert.deepEqual((await scaled(5)).x, Float32Array.of(0.5));
  });

  it('takes a scope for a second one in the same pipe', async () => {
    const { context } = decoding(target);
    const came$ = from([instance(1), instance(2), instance(3)]);
    const twice$ = came$.pipe(scale(context, standardization()), scale(context.scope('second'), minMax()));
    assert.equal((await lastValueFrom(twice$)).x[0], 1);
    await assert.rejects(lastValueFrom(came$.pipe(scale(context, minMax()))), { _tag: 'ConfigError' });
    const live = new Subject<Instance>();
    live.pipe(scale(context, standardization())).subscribe();
    await assert.rejects(lastValueFrom(live.pipe(scale(context, standardization()))), { _tag: 'ConfigError' });
  });

  it('refuses an instance before the scaler learns from it', async () => {
    const { context, rejected } = decoding(target, 'skip');
    const came = [
      instance(1),
      instance(Number.NaN),
      instance(1, 2),
      instance(Number.POSITIVE_INFINITY),
      instance(3),
      instance(2),
    ];
    const all = await lastValueFrom(from(came).pipe(scale(context, minMax()), toArray()));
    assert.deepEqual(
      all.map(({ x }) => [...x]),
      [[0], [1], [0.5]],
    );
    assert.deepEqual(rejected, [
      { _tag: 'BadRow', row: came[1]!.row, field: 'x', reason: 'feature 0 is NaN; only finite numbers can be scaled' },
      { _tag: 'BadRow', row: came[2]!.row, field: 'x', reason: 'has 2 features where the scaler learned 1' },
      {
        _tag: 'BadRow',
        row: came[3]!.row,
        field: 'x',
        reason: 'feature 0 is Infinity; only finite numbers can be scaled',
      },
    ]);
  });

  it('ends with a BadRowError that has the row, where a bad row is an error', async () => {
    const { context } = decoding(target);
    const bad = instance(Number.NaN);
    await assert.rejects(lastValueFrom(of(bad).pipe(scale(context, minMax()))), { _tag: 'BadRow', row: bad.row });
  });

  it('passes on what a scaler of the user fails with', async () => {
    const { context } = decoding(target, 'skip');
    const broken: Description<Scaler> = {
      name: 'broken',
      create: () =>
        ({ ...minMax().create(), learn: () => assert.fail('broken'), save: () => null }) as unknown as Scaler,
    };
    await assert.rejects(lastValueFrom(of(instance(1)).pipe(scale(context, broken))), /broken/);
  });

  it('stops a synchronous source when it is unsubscribed from', async () => {
    const { context } = decoding(target);
    let read = 0;
    function* endless() {
      for (;;) yield instance(read++);
    }
    await lastValueFrom(from(endless()).pipe(scale(context, minMax()), take(3)));
    assert.equal(read, 3);
  });
});
