import assert from 'node:assert/strict';
import { cumulative } from '../../lib/evaluate/cumulative.js';
import { accuracy } from '../../lib/metrics/accuracy.js';

describe('cumulative', () => {
  it('is the metric over everything so far', () => {
    const part = cumulative().of(accuracy()).create();
    const values = ['a', 'b', 'b', 'a'].map((predicted) => {
      part.update('a', predicted);
      return part.value;
    });
    assert.deepEqual(values, [1, 1 / 2, 1 / 3, 1 / 2]);
  });
});
