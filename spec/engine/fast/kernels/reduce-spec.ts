import assert from 'node:assert/strict';
import fc from 'fast-check';
import { assertClose } from '../../../support/assertClose.js';
import { KernelTable } from '../../../support/KernelTable.js';
import { randomArray } from '../../../support/random.js';

const references = {
  sum: (xs: readonly number[]) => xs.reduce((a, b) => a + b, 0),
  mean: (xs: readonly number[]) => xs.reduce((a, b) => a + b, 0) / xs.length,
  max: (xs: readonly number[]) => Math.max(...xs),
  min: (xs: readonly number[]) => Math.min(...xs),
};
type Name = keyof typeof references;

function run(name: Name, values: Float32Array, outer: number, reduce: number, inner: number): Float32Array {
  const table = new KernelTable();
  const out = table.space(outer * inner);
  table.run(name, { from: table.put(values), out, outer, reduce, inner });
  return table.read(out, outer * inner);
}

describe('reduction kernels', () => {
  for (const name of Object.keys(references) as Name[]) {
    it(`${name} reduces any middle axis`, () => {
      const size = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 15, max: 35 }));
      fc.assert(
        fc.property(fc.integer({ min: 1, max: 5 }), size, size, fc.integer(), (outer, reduce, inner, seed) => {
          const values = randomArray(outer * reduce * inner, seed);
          const expected: number[] = [];
          for (let o = 0; o < outer; o++)
            for (let i = 0; i < inner; i++)
              expected.push(
                references[name](Array.from({ length: reduce }, (_, r) => values[(o * reduce + r) * inner + i]!)),
              );
          assertClose(run(name, values, outer, reduce, inner), expected, { floor: 2e-6 });
        }),
        { numRuns: 150 },
      );
    });

    it(`${name} gives a row the same bytes whatever rows ride along`, () => {
      for (const [reduce, inner] of [
        [7, 1],
        [33, 1],
        [5, 3],
        [6, 18],
      ] as const) {
        const rows = 6;
        const width = reduce * inner;
        const values = randomArray(rows * width, reduce);
        const together = run(name, values, rows, reduce, inner);
        for (let row = 0; row < rows; row++) {
          const apart = run(name, values.slice(row * width, (row + 1) * width), 1, reduce, inner);
          assert.deepEqual(apart, together.slice(row * inner, (row + 1) * inner));
        }
      }
    });
  }

  it('max and min pass NaN on', () => {
    for (const name of ['max', 'min'] as const) {
      assert.ok(Number.isNaN(run(name, Float32Array.of(1, Number.NaN, 3), 1, 3, 1)[0]));
    }
  });
});
