import assert from 'node:assert/strict';
import { close } from './close.js';

/** Asserts that two vectors are of the same length and agree, number by number, as `close` does. */
export function closeAll(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  where: string,
): void {
  assert.equal(actual.length, expected.length, where);
  for (let i = 0; i < actual.length; i++) close(actual[i], expected[i]!, tolerance, `${where}, column ${i}`);
}
