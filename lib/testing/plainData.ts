import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import type { PlainData, Stateful } from '../types.js';

/** What comes back after a state was stored: a structured clone. @throws AssertionError where it is no plain data. */
export function stored(part: Stateful): PlainData {
  const state = part.save();
  sizeOf(state);
  const clone = structuredClone(state);
  assert.deepEqual(clone, state, 'a saved state survives structured cloning');
  return clone;
}

/** How many numbers, texts and flags there are in it. @throws AssertionError where it is no plain data. */
export function sizeOf(data: PlainData): number {
  if (data === null || typeof data === 'boolean' || typeof data === 'number' || typeof data === 'string') return 1;
  if (data instanceof Float64Array) return data.length;
  const kind = Object.getPrototypeOf(data);
  if (kind !== Array.prototype && kind !== Object.prototype)
    assert.fail(`a saved state is plain data, without ${inspect(data)}`);
  return Object.values(data).reduce((sum: number, item: PlainData) => sum + sizeOf(item), 0);
}
