import assert from 'node:assert/strict';
import { mae } from '../../lib/metrics/mae.js';
import type { Quantity } from '../../lib/metrics/Quantity.js';

const of = (truth: Quantity, predicted: Quantity) => {
  const part = mae().create();
  part.update(truth, predicted);
  return part.value;
};

describe('mae', () => {
  it('is the mean absolute difference', () => {
    const part = mae().create();
    part.update(1, 3);
    part.update(5, 1);
    assert.equal(part.value, 3);
  });

  it('goes over all elements of arrays and records', () => {
    assert.equal(of([1, 2, 3], [1, 4, 7]), 2);
    assert.equal(of({ price: 1, demand: 2 }, { demand: 4, price: 1 }), 1);
    assert.equal(of([{ price: 1 }, { price: 2 }], [{ price: 2 }, { price: 5 }]), 2);
    assert.equal(
      of(
        [
          [1, 2],
          [3, 4],
        ],
        [
          [1, 2],
          [3, 8],
        ],
      ),
      1,
    );
  });

  it('weighs elements alike, whatever number of them an observation has', () => {
    const part = mae().create();
    part.update([0, 0, 0], [1, 1, 1]);
    part.update(0, 5);
    assert.equal(part.value, 2);
  });

  it('is infinite while an error that is not finite, or huge, is in, and as before when it was taken back', () => {
    for (const predicted of [Number.POSITIVE_INFINITY, Number.NaN, 1e300]) {
      const part = mae().create();
      part.update(1, predicted);
      part.update(1, 2);
      assert.equal(part.value, Number.POSITIVE_INFINITY);
      part.revert?.(1, predicted);
      assert.equal(part.value, 1);
    }
  });

  it('has no rounding error left when a huge error was taken back', () => {
    const part = mae().create();
    part.update(0, 1e200);
    part.update(0, 0.1);
    part.revert?.(0, 1e200);
    assert.equal(part.value, 0.1);
  });
});
