import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  FLOATS_PER_DOUBLE,
  joinWhole,
  readDoubles,
  splitWhole,
  writeDoubles,
} from '../../../lib/engine/pool/doubles.js';

describe('doubles', () => {
  it('come out to the bit, and travel as finite numbers', () => {
    fc.assert(
      fc.property(fc.float64Array({ minLength: 1, maxLength: 9 }), fc.integer({ min: 0, max: 3 }), (values, at) => {
        const floats = new Float32Array(at + values.length * FLOATS_PER_DOUBLE + 1);
        const next = writeDoubles(values, floats, at);
        assert.equal(next, at + values.length * FLOATS_PER_DOUBLE);
        assert.ok(floats.every(Number.isFinite));
        const read = new Float64Array(values.length);
        assert.equal(readDoubles(read, floats, at), next);
        assert.deepEqual(new Uint8Array(read.buffer), new Uint8Array(values.slice().buffer));
      }),
    );
  });

  it('whole numbers up to 2^48 come out too', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 48 - 1 }), (whole) => {
        assert.equal(joinWhole(Float32Array.of(9, ...splitWhole(whole)), 1), whole);
      }),
    );
  });
});
