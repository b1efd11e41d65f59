import assert from 'node:assert/strict';
import type { Scaler } from '../preprocess/Scaler.js';
import type { Description } from '../types.js';
import { checkEncoder, extreme, ordinary, single } from './checkEncoder.js';
import { stored } from './plainData.js';

/**
 * The conformance suite of scalers: what `scale`, targets with a scale, and checkpoints rely on.
 *
 * A scaler is an encoder (see `checkEncoder`) that gives vectors of the same length, and `inverse` leads back to a vector that
 * is transformed alike; it gives a finite vector of the same length too, before any learning and for the greatest numbers.
 *
 * @throws AssertionError at the first thing that does not hold.
 * @example
 * import { minMax } from 'adlstream/preprocess';
 * import { checkScaler } from 'adlstream/testing';
 *
 * checkScaler(minMax());
 */
export function checkScaler(description: Description<Scaler>): void {
  checkEncoder(description);
  for (const rows of [ordinary, single, extreme]) checkLengths(description, rows);
  checkInverse(description);
}

function checkLengths(description: Description<Scaler>, rows: readonly Float32Array[]): void {
  const part = description.create();
  for (const [i, x] of [rows[0]!, ...rows].entries()) {
    if (i > 0) part.learn(x);
    const before = stored(part);
    const given = x.slice();
    for (const y of [part.transform(x), part.inverse(x)]) {
      assert.ok(y instanceof Float32Array && y !== x && y.length === x.length, 'a vector of the same length comes out');
      assert.ok(y.every(Number.isFinite), `what comes out is finite, not ${y}`);
    }
    assert.deepEqual(x, given, 'the input is left alone');
    assert.deepEqual(part.save(), before, 'only learn changes the state');
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
