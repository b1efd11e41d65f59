import assert from 'node:assert/strict';
import { KernelTable } from '../../../support/KernelTable.js';
import { randomArray } from '../../../support/random.js';

describe('piecewise kernel', () => {
  it('encodes each number by eight, and copies the last of each row', () => {
    const [rows, n] = [3, 5];
    const from = randomArray(rows * (n + 1), 1);
    const starts = randomArray(8 * n, 2);
    const scales = randomArray(8 * n, 3).map((scale, i) => (i % 7 === 0 ? 0 : 3 * Math.abs(scale)));
    const table = new KernelTable();
    const out = table.put(new Float32Array(rows * (8 * n + 1) + 4).fill(7));
    const places = { from: table.put(from), starts: table.put(starts), scales: table.put(scales) };
    table.run('piecewise', { ...places, out, rows, n });
    const encoded = table.read(out, rows * (8 * n + 1) + 4);
    for (let row = 0; row < rows; row++) {
      for (let i = 0; i < 8 * n; i++) {
        const share = (from[row * (n + 1) + (i >> 3)]! - starts[i]!) * scales[i]!;
        const expected = scales[i] === 0 ? 0 : 2 * Math.max(0, Math.min(1, share)) - 1;
        assert.ok(Math.abs(encoded[row * (8 * n + 1) + i]! - expected) < 1e-6, `row ${row}, ${i}`);
      }
      assert.equal(encoded[row * (8 * n + 1) + 8 * n], from[row * (n + 1) + n]);
    }
    assert.deepEqual([...encoded.subarray(-4)], [7, 7, 7, 7], 'it writes nothing else');
  });

  it('gives numbers where a bin has nearly no width', () => {
    const table = new KernelTable();
    const out = table.space(9);
    const starts = table.put(new Float32Array(8).fill(2));
    const scales = table.put(new Float32Array(8).fill(Number.POSITIVE_INFINITY));
    for (const [x, bin] of [
      [1, -1],
      [2, -1],
      [3, 1],
    ] as const) {
      table.run('piecewise', { from: table.put([x, 1]), starts, scales, out, rows: 1, n: 1 });
      assert.deepEqual([...table.read(out, 9)], [...new Array(8).fill(bin), 1]);
    }
  });
});
