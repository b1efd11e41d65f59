import assert from 'node:assert/strict';
import { closeAll } from '../../../support/closeAll.js';
import { KernelTable } from '../../../support/KernelTable.js';
import { randomArray } from '../../../support/random.js';

const [N, BATCH] = [5, 2];

/** Bins of five numbers: all eight of them, five, one, none, all. Some rows lie beyond either end. */
function bins() {
  const starts = new Float32Array(8 * N);
  const scales = new Float32Array(8 * N);
  for (const [i, count] of [8, 5, 1, 0, 8].entries()) {
    for (let bin = 0; bin < 8; bin++) {
      starts[8 * i + bin] = -0.8 + 0.2 * Math.min(bin, count);
      scales[8 * i + bin] = bin < count ? 5 : 0;
    }
  }
  return { starts, scales };
}

function make(rows: number, units: number) {
  const table = new KernelTable();
  const { starts, scales } = bins();
  const from = randomArray(rows * (N + 1), 1);
  for (let row = 0; row < rows; row++) from[row * (N + 1) + N] = 1;
  // Exactly on an edge, and on the last.
  from[0] = starts[3]!;
  from[1] = -0.8 + 0.2 * 5;
  const size = (8 * N + 1) * units;
  const at = { from: table.put(from), starts: table.put(starts), scales: table.put(scales) };
  const encoded = table.space(rows * (8 * N + 1));
  const places = table.space(rows * 2 * N);
  table.run('piecewise', { ...at, out: encoded, rows, n: N });
  table.run('locate', { ...at, out: places, rows, n: N });
  const rowsEncoded = table.read(encoded, rows * (8 * N + 1));
  return { table, scales: at.scales, places, encoded: rowsEncoded, size };
}

describe('the kernels of encoded rows', () => {
  for (const [rows, units] of [
    [1, 4],
    [3, 36],
    [32, 64],
  ] as const) {
    it(`multiply as the encoded rows do, ${rows} of them with ${units} columns`, () => {
      const { table, scales, places, encoded, size } = make(rows, units);
      const matrix = randomArray(BATCH * size, 2);
      const [at, values] = [table.put(matrix), table.space(BATCH * size)];
      const strides = { batch: BATCH, matrixBatch: 4 * size };
      table.run('knots', { ...strides, matrix: at, scales, out: values, n: N, units, outBatch: 4 * size });
      for (const relu of [0, 1]) {
        const out = table.put(new Float32Array(BATCH * rows * units + 4).fill(7));
        table.run('interpolate', {
          ...{ ...strides, places, matrix: at, values, out, relu, rows, n: N, units },
          ...{ valuesBatch: 4 * size, outBatch: 4 * rows * units },
        });
        const expected: number[] = [];
        for (let b = 0; b < BATCH; b++) {
          for (let row = 0; row < rows; row++) {
            for (let u = 0; u < units; u++) {
              let sum = 0;
              for (let k = 0; k <= 8 * N; k++)
                sum += encoded[row * (8 * N + 1) + k]! * matrix[b * size + k * units + u]!;
              expected.push(relu ? Math.max(0, sum) : sum);
            }
          }
        }
        closeAll(table.read(out, expected.length + 4), [...expected, 7, 7, 7, 7], 2e-5, `relu ${relu}`);
      }
    });

    it(`have the gradient of that, ${rows} rows and ${units} columns`, () => {
      const { table, scales, places, encoded, size } = make(rows, units);
      const gradient = randomArray(BATCH * rows * units, 3);
      const [at, scratch] = [table.put(gradient), table.space(8 + 2 * rows)];
      const out = table.put(new Float32Array(BATCH * size + 4).fill(7));
      table.run('interpolateGradient', {
        ...{ places, gradient: at, scales, out, scratch, rows, n: N, units, batch: BATCH },
        ...{ gradientBatch: 4 * rows * units, outBatch: 4 * size },
      });
      const expected = new Float32Array(BATCH * size + 4).fill(7, BATCH * size);
      for (let b = 0; b < BATCH; b++) {
        for (let k = 0; k <= 8 * N; k++) {
          for (let u = 0; u < units; u++) {
            let sum = 0;
            for (let row = 0; row < rows; row++) {
              sum += encoded[row * (8 * N + 1) + k]! * gradient[(b * rows + row) * units + u]!;
            }
            expected[b * size + k * units + u] = sum;
          }
        }
      }
      closeAll(table.read(out, expected.length), expected, 2e-5, 'gradient');
    });
  }

  it('give each row the bytes that it has alone', () => {
    const [rows, units] = [9, 40];
    const { table, scales, places, size } = make(rows, units);
    const [matrix, values] = [table.put(randomArray(size, 2)), table.space(size)];
    const one = { batch: 1, matrixBatch: 0, valuesBatch: 0, outBatch: 0, n: N, units };
    table.run('knots', { ...one, matrix, scales, out: values });
    const [all, single] = [table.space(rows * units), table.space(units)];
    table.run('interpolate', { ...one, places, matrix, values, out: all, relu: 0, rows });
    const together = table.read(all, rows * units).slice();
    for (let row = 0; row < rows; row++) {
      table.run('interpolate', { ...one, places: places + 8 * N * row, matrix, values, out: single, relu: 0, rows: 1 });
      assert.deepEqual(table.read(single, units), together.slice(row * units, (row + 1) * units));
    }
  });
});
