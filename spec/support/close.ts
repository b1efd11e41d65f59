import assert from 'node:assert/strict';

/** Asserts that two numbers agree to a relative (below 1: absolute) tolerance; `null` is a vector's word for `undefined`. */
export function close(actual: number | undefined, expected: number | null, tolerance: number, where: string): void {
  if (expected === null || actual === undefined) {
    assert.equal(actual ?? null, expected, where);
    return;
  }
  const difference = Math.abs(actual - expected);
  assert.ok(difference <= tolerance * Math.max(1, Math.abs(expected)), `${where}: ${actual} is not ${expected}`);
}
