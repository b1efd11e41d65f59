import assert from 'node:assert/strict';
import fc from 'fast-check';
import { cutIntoBlocks, joinBlocks } from '../../../lib/engine/tfjs/blocks.js';

describe('blocks', () => {
  it('cut rows into one size, the last filled up with zeros', () => {
    const blocks = cutIntoBlocks(Float32Array.of(1, 2, 3, 4, 5, 6), 3, 2);
    assert.deepEqual(blocks, [Float32Array.of(1, 2, 3, 4), Float32Array.of(5, 6, 0, 0)]);
    assert.deepEqual(cutIntoBlocks(Float32Array.of(1, 2), 2, 2), [Float32Array.of(1, 2)]);
  });

  it('join to what was said of the rows, in their order, whatever their number', () => {
    const upTo = (max: number) => fc.integer({ min: 1, max });
    fc.assert(
      fc.property(upTo(70), upTo(40), upTo(3), (rows, block, width) => {
        const x = Float32Array.from({ length: rows * width }, (_, i) => i + 1);
        const negated = (values: Float32Array) => values.map((value) => -value);
        assert.deepEqual(joinBlocks(cutIntoBlocks(x, rows, block).map(negated), rows, block), negated(x));
      }),
    );
  });
});
