import assert from 'node:assert/strict';
import { assertClose } from '../../../support/assertClose.js';
import { KernelTable } from '../../../support/KernelTable.js';
import { randomArray } from '../../../support/random.js';

describe('norm kernels', () => {
  it('add the squares of exactly the numbers that are given, over several calls', () => {
    for (const n of [1, 2, 3, 4, 5, 8, 11, 64]) {
      const table = new KernelTable();
      const total = table.put([7]);
      const [one, other] = [randomArray(n, 1), randomArray(n, 2)];
      const beside = [8, 8, 8, 8];
      table.run('addSquares', { x: table.put([...one, ...beside]), total, n, isFirst: 1 });
      table.run('addSquares', { x: table.put([...other, ...beside]), total, n, isFirst: 0 });
      const expected = [...one, ...other].reduce((sum, value) => sum + value * value, 0);
      assertClose(table.read(total, 1), [expected], { relative: 1e-6, what: `${n} numbers:` });
    }
  });

  it('scale numbers down to a norm, and never up', () => {
    for (const n of [1, 3, 4, 9]) {
      const table = new KernelTable();
      const x = randomArray(n, 3);
      const [address, total] = [table.put([...x, 0, 0, 0, 0]), table.put([16])];
      table.run('scaleToNorm', { x: address, total, n, limit: 5 });
      assert.deepEqual([...table.read(address, n)], [...x]);
      table.run('scaleToNorm', { x: address, total, n, limit: 1 });
      assert.deepEqual([...table.read(address, n)], [...x.map((value) => value / 4)]);
    }
  });
});
