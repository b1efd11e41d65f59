import assert from 'node:assert/strict';
import type { Encoder } from '../preprocess/Encoder.js';
import type { Description } from '../types.js';
import { sizeOf, stored } from './plainData.js';

/**
 * The conformance suite of encoders: what `scale` and checkpoints rely on. Scalers have a suite of their own on top.
 *
 * An encoder gives new vectors, of one length, and leaves its input alone; what it gives is finite, for constant features,
 * single ones, the first vector, before any learning and for the greatest numbers too; parts share no state; a saved state is
 * plain data that later learning does not touch, goes on exactly from every point, and does not grow; a vector that is not
 * finite, or of another length than before, is refused with a BadRowError and leaves no trace.
 *
 * @throws AssertionError at the first thing that does not hold.
 * @example
 * import { quantileEncoding } from 'adlstream/preprocess';
 * import { checkEncoder } from 'adlstream/testing';
 *
 * checkEncoder(quantileEncoding());
 */
export function checkEncoder(description: Description<Encoder>): void {
  assert.ok(description.name.length > 0, 'an encoder has a name');
  for (const rows of [ordinary, single, extreme]) {
    checkVectors(description, rows);
    checkSaving(description, rows);
  }
  checkUnlearned(description);
  checkRefusals(description);
}

/** An ordinary feature, a constant one, whole numbers, one that varies late, a zero. */
export const ordinary = Array.from({ length: 60 }, (_, i) =>
  Float32Array.of(Math.sin(i * 1.7), 7, ((i * 7) % 13) - 6, i < 20 ? 4 : 4 + (i % 3), 0),
);
export const single = ordinary.map((x) => x.subarray(0, 1));
export const extreme = Array.from({ length: 20 }, (_, i) =>
  Float32Array.of(i % 2 ? 3e38 : -3e38, i % 3 ? 1e-45 : 0, 1e30),
);

function checkVectors(description: Description<Encoder>, rows: readonly Float32Array[]): void {
  const part = description.create();
  let length: number | undefined;
  for (const row of rows) {
    const x = row.slice();
    part.learn(x);
    const before = stored(part);
    const y = part.transform(x);
    length ??= y.length;
    assert.ok(
      y instanceof Float32Array && y !== x && y.length === length,
      'a new vector comes out, always of one length',
    );
    assert.ok(y.every(Number.isFinite), `what comes out is finite, not ${y}`);
    assert.deepEqual(x, row, 'the input is left alone');
    assert.deepEqual(part.save(), before, 'only learn changes the state');
  }
}

function checkSaving(description: Description<Encoder>, rows: readonly Float32Array[]): void {
  const uninterrupted = description.create();
  const fresh = description.create();
  const unlearned = stored(fresh);
  let resumed = description.create(stored(description.create()));
  let size = 0;
  for (const x of rows) {
    const state = stored(resumed);
    const untouched = structuredClone(state);
    const saved = uninterrupted.save();
    resumed = description.create(state);
    resumed.learn(x);
    uninterrupted.learn(x);
    assert.deepEqual(state, untouched, 'a part does not write to the state that it was created from');
    assert.deepEqual(saved, untouched, 'a saved state is not touched by what is learned later');
    assert.deepEqual(resumed.save(), uninterrupted.save(), 'a part that was saved and created again goes on exactly');
    assert.deepEqual(
      resumed.transform(x),
      uninterrupted.transform(x),
      'a part that was created again transforms alike',
    );
    size ||= sizeOf(uninterrupted.save());
  }
  assert.ok(sizeOf(uninterrupted.save()) <= size, 'the state does not grow with the stream');
  assert.deepEqual(fresh.save(), unlearned, 'two parts of one description share no state');
}

function checkUnlearned(description: Description<Encoder>): void {
  const part = description.create();
  const y = part.transform(ordinary[0]!);
  assert.ok(y.every(Number.isFinite), 'a part that has learned nothing gives numbers');
  part.learn(ordinary[0]!);
  assert.equal(y.length, part.transform(ordinary[0]!).length, 'and as many as when it has learned');
}

function checkRefusals(description: Description<Encoder>): void {
  const part = description.create();
  part.learn(ordinary[0]!);
  const before = stored(part);
  const withOne = (bad: number) => ordinary[1]!.map((value, i) => (i === 2 ? bad : value));
  const wrong = [withOne(Number.NaN), withOne(Number.POSITIVE_INFINITY), new Float32Array(4), new Float32Array(6)];
  for (const x of wrong) {
    assert.throws(() => part.learn(x), { _tag: 'BadRow' }, `[${x}] is refused with a BadRowError`);
    assert.throws(() => part.transform(x), { _tag: 'BadRow' }, `[${x}] is not transformed`);
    assert.deepEqual(part.save(), before, 'a vector that is refused leaves no trace');
  }
}
