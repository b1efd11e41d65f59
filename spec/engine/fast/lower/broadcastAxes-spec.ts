import assert from 'node:assert/strict';
import { broadcastAxes } from '../../../../lib/engine/fast/lower/broadcastAxes.js';

const used = (...shapes: [number[], number[], number[]]) =>
  broadcastAxes(...shapes)
    .filter(({ size }) => size > 1)
    .map(({ size, a, b }) => [size, a, b]);

describe('broadcastAxes', () => {
  it('makes one axis of equal shapes', () => {
    assert.deepEqual(used([3, 4, 5], [3, 4, 5], [3, 4, 5]), [[60, 1, 1]]);
  });

  it('makes two of a matrix and a row, or a column', () => {
    assert.deepEqual(used([3, 4], [4], [3, 4]), [
      [3, 4, 0],
      [4, 1, 1],
    ]);
    assert.deepEqual(used([3, 1], [3, 4], [3, 4]), [
      [3, 1, 4],
      [4, 0, 1],
    ]);
  });

  it('merges neighbours that are walked alike, whatever lies between', () => {
    assert.deepEqual(used([2, 3, 1, 4], [1, 1, 1, 4], [2, 3, 1, 4]), [
      [6, 4, 0],
      [4, 1, 1],
    ]);
  });

  it('lets both repeat where a constant made the shape', () => {
    assert.deepEqual(used([3, 1], [], [3, 4]), [
      [3, 1, 0],
      [4, 0, 0],
    ]);
  });

  it('always gives four axes, the last of which can be read as a vector', () => {
    assert.deepEqual(broadcastAxes([], [], [])[3], { size: 1, a: 1, b: 1 });
    assert.equal(broadcastAxes([7], [7], [7]).length, 4);
  });

  it('refuses more than four', () => {
    assert.throws(() => broadcastAxes([2, 1, 2, 1, 2], [1, 2, 1, 2, 1], [2, 2, 2, 2, 2]), { _tag: 'Untraceable' });
  });
});
