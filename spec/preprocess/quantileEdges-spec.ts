import assert from 'node:assert/strict';
import fc from 'fast-check';
import { BINS, quantileEdges } from '../../lib/preprocess/quantileEdges.js';

describe('quantileEdges', () => {
  it('sorts as numbers are ordered, whatever their sign and size', () =>
    fc.assert(
      fc.property(fc.float32Array({ minLength: 1, noNaN: true }), (values) => {
        const sorted = values.toSorted();
        quantileEdges(values, new Float32Array(BINS + 1), 0);
        assert.deepEqual(values, sorted);
      }),
    ));

  it('puts edges at the quantiles, and at the least and the greatest value', () => {
    const values = Float32Array.from({ length: 801 }, (_, i) => ((i * 17) % 801) - 400);
    const edges = new Float32Array(BINS + 3);
    quantileEdges(values, edges, 1);
    assert.deepEqual([...edges], [0, -400, -300, -200, -100, 0, 100, 200, 300, 400, 0]);
  });
});
