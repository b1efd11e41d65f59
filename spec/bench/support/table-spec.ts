import assert from 'node:assert/strict';
import { table, withRatio } from '../../../bench/support/table.js';

describe('table', () => {
  it('has a column for every key, and numbers that can be read, on the right', () => {
    const rows = [
      { engine: 'fast', msBest: 0.012345, rows: 1234567 },
      { engine: 'wasm', msBest: undefined, rows: 12, note: 'no gradient' },
    ];
    const lines = table(rows)
      .split('\n')
      .filter((line) => !/[┌├└]/.test(line));
    assert.deepEqual(lines, [
      '│ engine │ msBest │      rows │ note        │',
      '│ fast   │ 0.0123 │ 1,234,567 │             │',
      '│ wasm   │        │        12 │ no gradient │',
    ]);
  });

  it('adds the ratio to the first row', () => {
    const rows = [{ rate: 50 }, { rate: 100 }, { rate: undefined }];
    assert.deepEqual(withRatio(rows, 'rate'), [
      { rate: 50, ratio: 1 },
      { rate: 100, ratio: 2 },
      { rate: undefined, ratio: undefined },
    ]);
  });
});
