import assert from 'node:assert/strict';
import type { Scaler } from '../preprocess/Scaler.js';
import type { Description } from '../types.js';
import { sizeOf, stored } from './plainData.js';

/**
 * The conformance suite of scalers: what `scale`, targets with a scale, and checkpoints rely on.
 *
 * A scaler gives new vectors of the same length and leaves its input alone; what it gives is finite, for constant features,
 * single ones, the first vector, before any learning and for the greatest numbers too; `inverse` leads back to a vector that is
 * transformed alike; parts share no state; a saved state is plain data that later learning does not touch, goes on exactly
 * from every point, and does not grow; a vector that is not finite, or of another length than before, is refused with a
 * BadRowError and leaves no trace.
 *
 * @throws AssertionError at the first thing that does not hold.
 * @example
 * import { minMax } from 'adlstream/preprocess';
 * import { checkScaler } from 'adlstream/testing';
 *
 * checkScaler(minMax());
 */
export function checkScaler(description: Description<Scaler>): void {
  assert.ok(description.name.length > 0, 'a scaler has a name');
  for (const rows of [ordinary, single, extreme]) {
    checkVectors(description, rows);
    checkSaving(description, rows);
  }
  checkUnlearned(description);
  checkInverse(description);
  checkRefusals(description);
}

/** An ordinary feature, a constant one, whole numbers, one that varies late, a zero. */
const ordinary = Array.from({ length: 60 }, (_, i) =>
  Float32Array.of(Math.sin(i * 1.7), 7, ((i * 7) % 13) - 6, i < 20 ? 4 : 4 + (i % 3), 0),
);
const single = ordinary.map((x) => x.subarray(0, 1));
const extreme = Array.from({ length: 20 }, (_, i) => Float32Array.of(i % 2 ? 3e38 : -3e38, i % 3 ? 1e-45 : 0, 1e30));

function checkVectors(description: Description<Scaler>, rows: readonly Float32Array[]): void {
  const part = description.create();
  for (const row of rows) {
    const x = row.slice();
    part.learn(x);
    const before = stored(part);
    for (const y of [part.transform(x), part.inverse(x)]) {
      assert.ok(
        y instanceof Float32Array && y !== x && y.length === x.length,
        'a new vector of the same length comes out',
      );
      assert.ok(y.every(Number.isFinite), `what comes out is finite, not ${y}`);
    }
    assert.deepEqual(x, row, 'the input is left alone');
    assert.deepEqual(part.save(), before, 'only learn changes the state');
  }
}

function checkSaving(description: Description<Scaler>, rows: readonly Float32Array[]): void {
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

function checkUnlearned(description: Description<Scaler>): void {
  const part = description.create();
  for (const y of [part.transform(ordinary[0]!), part.inverse(ordinary[0]!)]) {
    assert.ok(
      y.length === ordinary[0]!.length && y.every(Number.isFinite),
      'a part that has learned nothing gives numbers',
    );
  }
}

function checkInverse(description: Description<Scaler>): void {
  const part = description.create();
  for (const x of ordinary) part.learn(x);
  for (const x of ordinary) {
    const y = part.transform(x);
    const again = part.transform(part.inverse(y));
    y.forEach((value, i) => {
      assert.ok(Math.abs(again[i]! - value) <= 1e-4, `inverse leads back: ${again[i]} is not ${value}`);
    });
  }
}

function checkRefusals(description: Description<Scaler>): void {
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
