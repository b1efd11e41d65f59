import assert from 'node:assert/strict';
import fc from 'fast-check';
import { assertClose } from '../../../support/assertClose.js';
import { KernelTable } from '../../../support/KernelTable.js';
import { randomArray } from '../../../support/random.js';

type Form = 'matmul' | 'matmulTN' | 'matmulNT';

interface Product {
  readonly form: Form;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly batch?: number;
  readonly bias?: Float32Array | undefined;
  readonly relu?: boolean;
}

/** a[m,k]·b[k,n], each given as its form wants it. */
function reference(a: Float32Array, b: Float32Array, { form, m, n, k, batch = 1, bias, relu }: Product): number[] {
  const out: number[] = [];
  for (let p = 0; p < batch; p++) {
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let q = 0; q < k; q++) {
          const left = a[p * m * k + (form === 'matmulTN' ? q * m + i : i * k + q)]!;
          const right = b[p * k * n + (form === 'matmulNT' ? j * k + q : q * n + j)]!;
          sum += left * right;
        }
        sum += bias?.[j] ?? 0;
        out.push(relu ? Math.max(0, sum) : sum);
      }
    }
  }
  return out;
}

function run(a: Float32Array, b: Float32Array, { form, m, n, k, batch = 1, bias, relu }: Product): Float32Array {
  const table = new KernelTable('plain', 1 << 23);
  const out = table.space(batch * m * n);
  table.run(form, {
    a: table.put(a),
    b: table.put(b),
    out,
    bias: bias ? table.put(bias) : 0,
    scratch: table.space(Math.max(8 * k, n * k)),
    relu: relu ? 1 : 0,
    m,
    n,
    k,
    batch,
    aBatch: m * k * 4,
    bBatch: k * n * 4,
    outBatch: m * n * 4,
  });
  return table.read(out, batch * m * n);
}

const forms = ['matmul', 'matmulTN', 'matmulNT'] as const;

describe('matmul kernels', () => {
  it('matmulTN of a single row agrees with a plain product', () => {
    for (const [m, n] of [
      [1, 3],
      [5, 4],
      [3, 7],
      [4, 13],
      [2, 32],
    ] as const) {
      const [a, b] = [randomArray(2 * m, 1), randomArray(2 * n, 2)];
      const product = { form: 'matmulTN', m, n, k: 1, batch: 2 } as const;
      assertClose(run(a, b, product), reference(a, b, product), { what: `${m} × ${n}:` });
    }
  });

  for (const form of forms) {
    it(`${form} agrees with a plain product for any shape, bias, relu and batch`, () => {
      fc.assert(
        fc.property(
          fc.integer({ min: 1, max: 19 }),
          fc.oneof(fc.integer({ min: 1, max: 45 }), fc.integer({ min: 255, max: 270 })),
          fc.oneof(
            fc.integer({ min: 1, max: 40 }),
            fc.integer({ min: 60, max: 70 }),
            fc.integer({ min: 290, max: 310 }),
          ),
          fc.integer({ min: 1, max: 3 }),
          fc.boolean(),
          fc.boolean(),
          fc.integer(),
          (m, n, k, batch, biased, relu, seed) => {
            const a = randomArray(batch * m * k, seed);
            const b = randomArray(batch * k * n, seed + 1);
            const product = { form, m, n, k, batch, relu, bias: biased ? randomArray(n, seed + 2) : undefined };
            assertClose(run(a, b, product), reference(a, b, product), { floor: 3e-5 });
          },
        ),
        { numRuns: 150 },
      );
    });

    it(`${form} gives a row the same bytes whatever rows ride along`, () => {
      for (const [n, k] of [
        [1, 7],
        [2, 33],
        [3, 5],
        [8, 64],
        [31, 9],
        [300, 40],
        [300, 3],
        // Long enough that the sum is taken in parts where there are many rows.
        [60, 300],
      ] as const) {
        const m = 11;
        // Row i of the left operand, in the form's layout.
        const rows = randomArray(m * k, n + k);
        const left = (first: number, count: number) =>
          form === 'matmulTN'
            ? Float32Array.from(
                { length: count * k },
                (_, i) => rows[(first + (i % count)) * k + Math.floor(i / count)]!,
              )
            : rows.slice(first * k, (first + count) * k);
        const b = randomArray(k * n, 5);
        const bias = form === 'matmulTN' ? undefined : randomArray(n, 6);
        const together = run(left(0, m), b, { form, m, n, k, bias });
        for (let first = 0; first < m; first++) {
          for (const count of [1, 2, 3]) {
            if (first + count > m) continue;
            const apart = run(left(first, count), b, { form, m: count, n, k, bias });
            assert.deepEqual(
              apart,
              together.slice(first * n, (first + count) * n),
              `${count} of ${m} rows, n ${n}, k ${k}`,
            );
          }
        }
      }
    });

    it(`${form} writes nothing but its result`, () => {
      for (const [m, n, k] of [
        [5, 3, 4],
        [4, 1, 9],
        [3, 2, 2],
        [7, 13, 3],
      ] as const) {
        const table = new KernelTable();
        const out = table.put(randomArray(m * n + 8, 3));
        const before = table.read(out, m * n + 8);
        table.run(form, {
          a: table.put(randomArray(m * k, 1)),
          b: table.put(randomArray(k * n, 2)),
          out: out + 16,
          bias: 0,
          scratch: table.space(Math.max(8 * k, n * k)),
          relu: 0,
          m,
          n,
          k,
          batch: 1,
          aBatch: 0,
          bBatch: 0,
          outBatch: 0,
        });
        const after = table.read(out, m * n + 8);
        assert.deepEqual(after.slice(0, 4), before.slice(0, 4));
        assert.deepEqual(after.slice(m * n + 4), before.slice(m * n + 4));
      }
    });
  }
});
