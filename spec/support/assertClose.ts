import assert from 'node:assert/strict';

/** Fails unless every number is within `relative` of the expected one, or within `floor` of it. */
export function assertClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  { relative = 1e-5, floor = 1e-7, what = 'value' } = {},
): void {
  assert.equal(actual.length, expected.length, `${what}: length`);
  for (let i = 0; i < expected.length; i++) {
    const [is, should] = [actual[i]!, expected[i]!];
    if (Object.is(is, should) || is === should) continue;
    const error = Math.abs(is - should);
    if (!(error <= Math.max(floor, relative * Math.abs(should)))) {
      assert.fail(`${what} ${i}: ${is} instead of ${should}`);
    }
  }
}
