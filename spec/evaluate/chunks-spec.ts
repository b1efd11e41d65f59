import assert from 'node:assert/strict';
import { ConfigError } from '../../lib/errors.js';
import { chunks } from '../../lib/evaluate/chunks.js';
import { accuracy, kappa, mae } from '../../lib/metrics/index.js';

describe('chunks', () => {
  it('is the metric on the newest whole chunk', () => {
    const part = chunks(2).of(accuracy()).create();
    const values = ['a', 'b', 'a', 'a', 'b', 'b', 'a'].map((predicted) => {
      part.update('a', predicted);
      return part.value;
    });
    assert.deepEqual(values, [undefined, 0.5, 0.5, 1, 1, 0, 0]);
  });

  it('is the metric on the last, shorter chunk after the end', () => {
    const part = chunks(3).of(accuracy()).create();
    for (const predicted of ['b', 'b', 'b', 'a']) part.update('a', predicted);
    assert.equal(part.value, 0);
    assert.equal(part.end?.(), true);
    assert.equal(part.value, 1);
  });

  it('stays as it is at an end that falls on a chunk', () => {
    const part = chunks(2).of(accuracy()).create();
    for (const predicted of ['a', 'b']) part.update('a', predicted);
    assert.equal(part.end?.(), false);
    assert.equal(part.value, 0.5);
  });

  it('is undefined where the metric is not defined on the newest chunk, and counts that', () => {
    const part = chunks(2).of(kappa()).create();
    const seen = ['ab', 'ba', 'aa', 'aa', 'ab', 'aa'].map(([truth, predicted]) => {
      part.update(truth!, predicted!);
      return [part.value, part.undefinedChunks];
    });
    assert.deepEqual(seen, [
      [undefined, 0],
      [-1, 0],
      [-1, 0],
      [undefined, 1],
      [undefined, 1],
      [0, 1],
    ]);
  });

  it('is undefined on a chunk with an infinite error, and counts that', () => {
    const part = chunks(1).of(mae()).create();
    part.update(1, Number.NaN);
    assert.deepEqual([part.value, part.undefinedChunks], [undefined, 1]);
    part.update(1, 3);
    assert.deepEqual([part.value, part.undefinedChunks], [2, 1]);
  });

  it('counts skipped instances as part of a chunk', () => {
    const part = chunks(3).of(accuracy()).create();
    part.skip?.();
    part.update('a', 'a');
    assert.equal(part.value, undefined);
    part.update('a', 'b');
    assert.equal(part.value, 0.5);
  });

  it('refuses a length that is no whole number from 1 on', () => {
    assert.throws(
      () => chunks(0.5),
      (error: unknown) => error instanceof ConfigError && error.mistakes[0]?.option === 'chunks',
    );
  });
});
