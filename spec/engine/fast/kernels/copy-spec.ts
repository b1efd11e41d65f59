import assert from 'node:assert/strict';
import fc from 'fast-check';
import { KernelTable } from '../../../support/KernelTable.js';
import { randomArray } from '../../../support/random.js';

const axis = (i: number, [size, from, out]: readonly [number, number, number]) => ({
  [`d${i}`]: size,
  [`from${i}`]: from,
  [`out${i}`]: out,
});

describe('copy kernels', () => {
  it('strided copies a block between any two layouts, and writes nothing else', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 6, maxLength: 6 }),
        fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6, maxLength: 6 }),
        fc.integer({ min: 0, max: 3 }),
        fc.integer(),
        (sizes, order, padding, seed) => {
          // From a row-major block to one whose axes lie in another order, the innermost padded.
          const total = sizes.reduce((a, b) => a * b);
          const fromStrides = sizes.map((_, i) => sizes.slice(i + 1).reduce((a, b) => a * b, 1));
          const outStrides = sizes.map(() => 0);
          let stride = 1;
          [...order].reverse().forEach((which, i) => {
            outStrides[which] = stride;
            stride *= sizes[which]! + (i === 0 ? padding : 0);
          });
          const values = randomArray(total, seed);
          const expected = new Float32Array(stride).fill(7);
          for (let i = 0; i < total; i++) {
            let target = 0;
            for (let a = 0; a < 6; a++) target += (Math.floor(i / fromStrides[a]!) % sizes[a]!) * outStrides[a]!;
            expected[target] = values[i]!;
          }
          const table = new KernelTable();
          const out = table.put(new Float32Array(stride).fill(7));
          const operands = sizes.map((size, i) => axis(i, [size, fromStrides[i]!, outStrides[i]!]));
          table.run('strided', { from: table.put(values), out, ...Object.assign({}, ...operands) });
          assert.deepEqual(table.read(out, stride), expected);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('strided transposes matrices of any size, and writes nothing else', () => {
    for (const [rows, columns] of [
      [4, 4],
      [5, 7],
      [8, 3],
      [3, 9],
      [11, 12],
      [1, 6],
    ] as const) {
      const table = new KernelTable();
      const values = randomArray(rows * columns, 1);
      // Each row of the result is followed by one number that must stay.
      const expected = new Float32Array(columns * (rows + 1)).fill(7);
      values.forEach((value, i) => {
        expected[(i % columns) * (rows + 1) + Math.floor(i / columns)] = value;
      });
      const out = table.put(new Float32Array(expected.length).fill(7));
      const axes = [[1, 0, 0] as const, [1, 0, 0] as const, [1, 0, 0] as const, [1, 0, 0] as const];
      const operands = [...axes, [columns, 1, rows + 1] as const, [rows, columns, 1] as const];
      const named = Object.assign({}, ...operands.map((operand, i) => axis(i, operand))) as Record<string, number>;
      table.run('strided', { from: table.put(values), out, ...named });
      assert.deepEqual(table.read(out, expected.length), expected, `${rows} × ${columns}`);
    }
  });

  it('strided repeats with stride 0 and reverses with a negative one', () => {
    const table = new KernelTable();
    const out = table.space(6);
    const from = table.put([1, 2, 3]);
    table.run('strided', {
      from: from + 8,
      out,
      ...axis(0, [1, 0, 0]),
      ...axis(1, [1, 0, 0]),
      ...axis(2, [1, 0, 0]),
      ...axis(3, [1, 0, 0]),
      ...axis(4, [2, 0, 3]),
      ...axis(5, [3, -1, 1]),
    });
    assert.deepEqual([...table.read(out, 6)], [3, 2, 1, 3, 2, 1]);
  });

  it('copy moves exactly as many floats as asked', () => {
    const table = new KernelTable();
    const out = table.put([9, 9, 9, 9, 9, 9]);
    table.run('copy', { from: table.put([1, 2, 3, 4, 5]), out, n: 5 });
    assert.deepEqual([...table.read(out, 6)], [1, 2, 3, 4, 5, 9]);
  });

  it('fill sets every float', () => {
    const table = new KernelTable();
    const out = table.space(7);
    table.run('fill', { out, n: 7, value: 0.25 });
    assert.deepEqual([...table.read(out, 7)], [0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25]);
  });
});
