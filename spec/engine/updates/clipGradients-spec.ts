import assert from 'node:assert/strict';
import { clipGradients } from '../../../lib/engine/updates/clipGradients.js';
import { createUpdate } from '../../../lib/engine/updates/createUpdate.js';
import { sgd } from '../../../lib/optimizers/sgd.js';

const clipped = (gradients: readonly (readonly number[])[], clipping: Parameters<typeof clipGradients>[1]) => {
  const arrays = gradients.map((gradient) => Float32Array.from(gradient));
  clipGradients(arrays, clipping);
  return arrays.map((array) => [...array]);
};

describe('clipGradients', () => {
  it('keeps each number within the value', () => {
    assert.deepEqual(clipped([[-3, 0.5], [2]], { clipValue: 1 }), [[-1, 0.5], [1]]);
  });

  it('scales all together to the norm, where theirs is greater', () => {
    assert.deepEqual(clipped([[6, 0], [8]], { clipNorm: 5 }), [[3, 0], [4]]);
    assert.deepEqual(clipped([[6, 0], [8]], { clipNorm: 11 }), [[6, 0], [8]]);
  });

  it('goes by value first', () => {
    assert.deepEqual(clipped([[600, 0], [6]], { clipValue: 8, clipNorm: 5 }), [[4, 0], [3]]);
  });

  it('leaves what is not a number to be found', () => {
    assert.deepEqual(clipped([[Number.NaN, 1]], { clipNorm: 1 }), [[Number.NaN, 1]]);
  });

  it('comes before the update of an optimizer', () => {
    const weights = Float32Array.of(1, 1);
    createUpdate(sgd({ learningRate: 1, clipNorm: 5 }), 2).apply(weights, Float32Array.of(6, 8), 1);
    assert.deepEqual([...weights], [-2, -3]);
  });
});
