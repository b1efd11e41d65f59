import assert from 'node:assert/strict';
import { dropoutMask } from '../../../../lib/models/layers/dropoutMask.js';
import { hash } from '../../../../lib/models/layers/hash.js';
import { KernelTable } from '../../../support/KernelTable.js';

describe('dropoutMask kernel', () => {
  it('has the bytes of the function that every engine uses', () => {
    for (const [seed, layer, step, length, rate] of [
      [1, 0, 1, 1, 0.5],
      [7, 2, 99, 1001, 0.2],
      [123456789, 1 << 20, 5, 64, 0.9],
      [3, 0, 2, 7, 0.001],
    ] as const) {
      const table = new KernelTable();
      const out = table.space(length);
      const counter = table.put(new Float32Array(Int32Array.of(hash(seed, layer, step)).buffer));
      table.run('dropoutMask', { out, n: length, counter, dropped: Math.round(rate * 2 ** 31), kept: 1 / (1 - rate) });
      assert.deepEqual(table.read(out, length), dropoutMask(seed, layer, step, length, rate));
    }
  });
});
