import assert from 'node:assert/strict';
import { KernelTable } from '../../../support/KernelTable.js';

describe('gather kernels', () => {
  it('gather copies rows by their numbers; a number beyond the table meets its end', () => {
    const table = new KernelTable();
    const out = table.space(12);
    const rows = table.put([0, 1, 2, 10, 11, 12, 20, 21, 22]);
    table.run('gather', { table: rows, indices: table.put([2, 0, 9, -1]), out, count: 4, size: 3, rows: 3 });
    assert.deepEqual([...table.read(out, 12)], [20, 21, 22, 0, 1, 2, 20, 21, 22, 0, 1, 2]);
  });

  it('segmentSum adds rows up by their numbers, and leaves others out', () => {
    const table = new KernelTable();
    const out = table.space(6);
    const from = table.put([1, 2, 3, 4, 5, 6, 7, 8]);
    table.run('segmentSum', { from, indices: table.put([2, 0, 2, 5]), out, count: 4, size: 2, rows: 3 });
    assert.deepEqual([...table.read(out, 6)], [3, 4, 0, 0, 6, 8]);
  });
});
