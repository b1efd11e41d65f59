import assert from 'node:assert/strict';
import { of, toArray } from 'rxjs';
import { quantileEncoding } from '../../lib/preprocess/quantileEncoding.js';
import { scale } from '../../lib/preprocess/scale.js';
import { checkEncoder } from '../../lib/testing/checkEncoder.js';
import { closeAll } from '../support/closeAll.js';
import { fakeContext } from '../support/fakeContext.js';

/** An encoder that has learned one feature's values. */
function learned(values: Iterable<number>) {
  const encoder = quantileEncoding().create();
  for (const value of values) encoder.learn(Float32Array.of(value));
  return (value: number) => [...encoder.transform(Float32Array.of(value))];
}

/** 0 to 1 in so many even steps, in an order that is not ascending. */
const even = (rows: number) => Array.from({ length: rows }, (_, i) => ((i * 37) % rows) / (rows - 1));

describe('quantileEncoding', () => {
  it('keeps to all that encoders do', () => checkEncoder(quantileEncoding()));

  it('has bins below the value at 1, bins above it at -1, and runs across its own', () => {
    const encode = learned(even(100));
    closeAll(encode(3 / 8), [1, 1, 1, -1, -1, -1, -1, -1], 1e-6, 'at an edge');
    closeAll(encode(3.5 / 8), [1, 1, 1, 0, -1, -1, -1, -1], 1e-6, 'in the middle of a bin');
    closeAll(encode(3.75 / 8), [1, 1, 1, 0.5, -1, -1, -1, -1], 1e-6, 'three quarters on');
  });

  it('is all 1 or all -1 for values beyond what it has seen', () => {
    const encode = learned(even(100));
    assert.deepEqual(encode(7), new Array(8).fill(1));
    assert.deepEqual(encode(-7), new Array(8).fill(-1));
  });

  it('cuts between quantiles, so that each bin holds as many values', () => {
    const encode = learned(even(100).map((value) => value ** 3));
    closeAll(encode((4.5 / 8) ** 3), [1, 1, 1, 1, 0, -1, -1, -1], 0.2, 'a skewed feature');
  });

  it('gives 0 before the thirtieth row, and takes quantiles anew after 30, 100 and every 300', () => {
    const encoder = quantileEncoding().create();
    const changed: number[] = [];
    let before = '';
    for (let row = 1; row <= 950; row++) {
      encoder.learn(Float32Array.of(row));
      const now = encoder.transform(Float32Array.of(15)).join() + encoder.transform(Float32Array.of(200)).join();
      if (row > 1 && now !== before) changed.push(row);
      if (row < 30) assert.deepEqual([...encoder.transform(Float32Array.of(15))], new Array(8).fill(0));
      before = now;
    }
    assert.deepEqual(changed, [30, 100, 300, 600, 900]);
  });

  it('forgets what is older than 1,000 rows', () => {
    const encode = learned([...even(1100), ...even(1000).map((value) => 5 + value)]);
    assert.deepEqual(encode(5), new Array(8).fill(-1));
    assert.deepEqual(encode(6), new Array(8).fill(1));
  });

  it('has an edge at each value of a category, in their order', () => {
    const encode = learned(Array.from({ length: 60 }, (_, i) => (i === 7 ? 3 : [0, 1, 9][i % 3]!)));
    const codes = [0, 1, 3, 9].map(encode);
    assert.deepEqual(codes, [
      [-1, -1, -1, 0, 0, 0, 0, 0],
      [1, -1, -1, 0, 0, 0, 0, 0],
      [1, 1, -1, 0, 0, 0, 0, 0],
      [1, 1, 1, 0, 0, 0, 0, 0],
    ]);
  });

  it('merges quantiles that are equal', () => {
    const encode = learned(Array.from({ length: 100 }, (_, i) => (i < 50 ? 0 : i / 10)));
    const code = encode(0);
    assert.deepEqual(code, [-1, -1, -1, -1, -1, 0, 0, 0]);
  });

  it('is 0 for a constant', () => {
    assert.deepEqual(learned(new Array(40).fill(7))(7), new Array(8).fill(0));
    assert.deepEqual(learned(new Array(40).fill(7))(8), new Array(8).fill(0));
  });

  it('encodes each feature by itself, one after the other', () => {
    const encoder = quantileEncoding().create();
    for (const value of even(100)) encoder.learn(Float32Array.of(value, -10 * value));
    const out = [...encoder.transform(Float32Array.of(0.5, -10))];
    closeAll(out, [...[1, 1, 1, 1, -1, -1, -1, -1], ...new Array(8).fill(-1)], 1e-6, 'two features');
  });

  it('goes on exactly from a state saved after its window is full', () => {
    const rows = Array.from({ length: 2500 }, (_, i) => Float32Array.of(Math.sin(i * i), i % 5));
    const one = quantileEncoding().create();
    for (const row of rows.slice(0, 1750)) one.learn(row);
    const other = quantileEncoding().create(structuredClone(one.save()));
    for (const row of rows.slice(1750)) {
      one.learn(row);
      other.learn(row);
      assert.deepEqual(other.transform(row), one.transform(row));
    }
    assert.deepEqual(other.save(), one.save());
  });

  it('widens the instances of a pipe, through scale', () => {
    const instances = even(40).map((value, id) => ({ id, x: Float32Array.of(value), row: value }));
    const out: (typeof instances)[] = [];
    of(...instances)
      .pipe(scale(fakeContext(), quantileEncoding()), toArray())
      .subscribe((all) => out.push(all));
    assert.deepEqual([...out[0]![20]!.x], new Array(8).fill(0));
    assert.ok(out[0]![39]!.x.length === 8 && out[0]![39]!.x.some((value) => value === -1));
  });
});
