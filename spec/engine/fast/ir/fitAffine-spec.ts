import assert from 'node:assert/strict';
import { fitAffine } from '../../../../lib/engine/fast/ir/fitAffine.js';
import { fitConstant } from '../../../../lib/engine/fast/ir/fitConstant.js';

const rows = [3, 5, 7];
const each = (f: (rows: number) => number) => rows.map((count) => Float32Array.of(f(count)));

describe('fitAffine', () => {
  it('finds base and slope', () => {
    assert.deepEqual(fitAffine([13, 19, 25], rows), { base: 4, perRow: 3 });
    assert.deepEqual(fitAffine([8, 8, 8], rows), { base: 8, perRow: 0 });
  });

  it('finds none where the third is off the line', () => {
    assert.equal(fitAffine([9, 25, 49], rows), undefined);
    assert.equal(fitAffine([13, 19, 26], rows), undefined);
  });
});

describe('fitConstant', () => {
  it('keeps what is always the same', () => {
    assert.deepEqual(
      fitConstant(
        rows.map(() => Float32Array.of(1, 2, 3)),
        rows,
      ),
      { data: Float32Array.of(1, 2, 3) },
    );
  });

  it('knows counts of rows, and their reciprocals', () => {
    assert.deepEqual(
      fitConstant(
        each((n) => 2 * n),
        rows,
      ),
      { number: { form: 'affine', base: 0, perRow: 2 } },
    );
    assert.deepEqual(
      fitConstant(
        each((n) => 1 / (3 * n)),
        rows,
      ),
      { number: { form: 'reciprocal', base: 0, perRow: 3 } },
    );
    assert.deepEqual(
      fitConstant(
        each((n) => -2 / n),
        rows,
      ),
      { number: { form: 'reciprocal', base: 0, perRow: -0.5 } },
    );
  });

  it('refuses random numbers and counters', () => {
    assert.throws(
      () =>
        fitConstant(
          [0.3, 0.7, 0.1].map((x) => Float32Array.of(x)),
          rows,
        ),
      { _tag: 'Untraceable' },
    );
    assert.throws(
      () =>
        fitConstant(
          rows.map((n) => new Float32Array(n * 2).map((_, i) => i)),
          rows,
        ),
      { _tag: 'Untraceable' },
    );
  });
});
