import assert from 'node:assert/strict';
import fc from 'fast-check';
import { softmax } from '../../lib/engine/softmax.js';

describe('softmax', () => {
  const rows = fc.array(fc.array(fc.float({ min: -100, max: 100, noNaN: true }), { minLength: 3, maxLength: 3 }), {
    minLength: 1,
    maxLength: 5,
  });

  it('gives every row probabilities in the order of its logits', () => {
    fc.assert(
      fc.property(rows, (logits) => {
        const output = softmax(Float32Array.from(logits.flat()), 3);
        logits.forEach((row, i) => {
          const probabilities = output.subarray(i * 3, i * 3 + 3);
          assert.ok(Math.abs(1 - probabilities.reduce((sum, p) => sum + p, 0)) < 1e-6);
          row.forEach((z, j) => {
            row.forEach((other, k) => {
              if (z > other) assert.ok(probabilities[j]! >= probabilities[k]!);
            });
          });
        });
      }),
    );
  });

  it('is exp(z) over the sum of all exp(z)', () => {
    const [a, b] = softmax(Float32Array.of(Math.log(1), Math.log(3)), 2);
    assert.ok(Math.abs(a! - 0.25) < 1e-7 && Math.abs(b! - 0.75) < 1e-7);
  });

  it('neither overflows nor underflows', () => {
    assert.deepEqual([...softmax(Float32Array.of(1e30, -1e30, 1e30), 3)], [0.5, 0, 0.5]);
    assert.deepEqual([...softmax(Float32Array.of(-1e4, -1e4), 2)], [0.5, 0.5]);
  });

  it('keeps a row that is not finite to itself', () => {
    const output = softmax(Float32Array.of(Number.NaN, 0, 0, 0), 2);
    assert.ok(Number.isNaN(output[0]) && Number.isNaN(output[1]));
    assert.deepEqual([...output.subarray(2)], [0.5, 0.5]);
  });
});
