import assert from 'node:assert/strict';
import fc from 'fast-check';
import { assertClose } from '../../../support/assertClose.js';
import { KernelTable } from '../../../support/KernelTable.js';
import { randomArray } from '../../../support/random.js';

type Name = 'softmax' | 'logSoftmax';

function run(name: Name, values: Float32Array, rows: number, n: number): Float32Array {
  const table = new KernelTable();
  const out = table.space(rows * n);
  table.run(name, { from: table.put(values), out, rows, n });
  return table.read(out, rows * n);
}

function reference(name: Name, values: Float32Array, rows: number, n: number): number[] {
  const out: number[] = [];
  for (let row = 0; row < rows; row++) {
    const xs = [...values.slice(row * n, (row + 1) * n)];
    const greatest = Math.max(...xs);
    const total = xs.reduce((sum, x) => sum + Math.exp(x - greatest), 0);
    for (const x of xs) {
      const log = x - greatest - Math.log(total);
      out.push(name === 'softmax' ? Math.exp(log) : log);
    }
  }
  return out;
}

describe('softmax kernels', () => {
  for (const name of ['softmax', 'logSoftmax'] as const) {
    it(`${name} agrees with its definition, for large logits too`, () => {
      fc.assert(
        fc.property(
          fc.integer({ min: 1, max: 7 }),
          fc.integer({ min: 1, max: 21 }),
          fc.constantFrom(1, 30, 1000),
          fc.integer(),
          (rows, n, scale, seed) => {
            const values = randomArray(rows * n, seed).map((x) => x * scale);
            assertClose(run(name, values, rows, n), reference(name, values, rows, n), { floor: 1e-6 });
          },
        ),
        { numRuns: 200 },
      );
    });

    it(`${name} gives a row the same bytes whatever rows ride along`, () => {
      for (const n of [1, 2, 3, 4, 5, 10, 13]) {
        const values = randomArray(6 * n, n);
        const together = run(name, values, 6, n);
        for (let row = 0; row < 6; row++) {
          assert.deepEqual(
            run(name, values.slice(row * n, (row + 1) * n), 1, n),
            together.slice(row * n, (row + 1) * n),
          );
        }
      }
    });
  }
});
