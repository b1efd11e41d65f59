import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type BinaryName,
  binary,
  type UnaryName,
  type UnaryWithNumberName,
  unary,
  unaryWithNumber,
} from '../../../../lib/engine/fast/kernels/elementwise.js';
import { assertClose } from '../../../support/assertClose.js';
import { KernelTable } from '../../../support/KernelTable.js';
import { randomArray } from '../../../support/random.js';

const selu = { alpha: 1.6732632423543772, scale: 1.0507009873554805 };

function roundHalfToEven(x: number): number {
  const floor = Math.floor(x);
  if (x - floor !== 0.5) return Math.round(x);
  return floor % 2 === 0 ? floor : floor + 1;
}

function erf(x: number): number {
  // Abramowitz and Stegun 7.1.26, which is what tfjs computes.
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const p = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  return Math.sign(x) * (1 - p * Math.exp(-x * x));
}

const unaryReference: Record<UnaryName, (x: number) => number> = {
  neg: (x) => -x,
  abs: Math.abs,
  exp: Math.exp,
  expMinusOne: Math.expm1,
  log: Math.log,
  logOnePlus: Math.log1p,
  sqrt: Math.sqrt,
  rsqrt: (x) => 1 / Math.sqrt(x),
  square: (x) => x * x,
  reciprocal: (x) => 1 / x,
  truncate: Math.trunc,
  floor: Math.floor,
  ceil: Math.ceil,
  round: roundHalfToEven,
  sign: (x) => (x > 0 ? 1 : x < 0 ? -1 : 0),
  not: (x) => (x === 0 ? 1 : 0),
  relu: (x) => Math.max(x, 0),
  relu6: (x) => Math.min(Math.max(x, 0), 6),
  elu: (x) => (x >= 0 ? x : Math.expm1(x)),
  selu: (x) => (x >= 0 ? selu.scale * x : selu.scale * selu.alpha * Math.expm1(x)),
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  tanh: Math.tanh,
  softplus: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  erf,
};

const withNumberReference: Record<UnaryWithNumberName, (x: number, alpha: number) => number> = {
  leakyRelu: (x, alpha) => (x >= 0 ? x : alpha * x),
  step: (x, alpha) => (x > 0 ? 1 : Number.isNaN(x) ? x : alpha),
};

const binaryReference: Record<BinaryName, (a: number, b: number) => number> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  divNoNan: (a, b) => (b === 0 ? 0 : a / b),
  maximum: Math.max,
  minimum: Math.min,
  squaredDifference: (a, b) => (a - b) ** 2,
  equal: (a, b) => Number(a === b),
  notEqual: (a, b) => Number(a !== b),
  greater: (a, b) => Number(a > b),
  greaterEqual: (a, b) => Number(a >= b),
  less: (a, b) => Number(a < b),
  lessEqual: (a, b) => Number(a <= b),
  and: (a, b) => Number(a !== 0 && b !== 0),
  or: (a, b) => Number(a !== 0 || b !== 0),
  prelu: (a, b) => (a >= 0 ? a : a * b),
  reluGradient: (a, b) => (b > 0 ? a : 0),
  eluGradient: (a, b) => (b >= 0 ? a : a * (b + 1)),
  tanhGradient: (a, b) => a * (1 - b * b),
  sigmoidGradient: (a, b) => a * (b * (1 - b)),
};

/** Where functions bend, overflow, or lose digits. */
const awkward = [
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  1.5,
  2.5,
  6,
  7,
  1e-30,
  -1e-30,
  1e-7,
  -1e-7,
  1e-3,
  0.34,
  -0.34,
  0.35,
  8,
  -8,
  20,
  -20,
  80,
  -80,
  88.5,
  89.5,
  -87.5,
  -200,
  1e10,
  -1e10,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  Number.NaN,
].map(Math.fround);

const values = Float32Array.from([
  ...awkward,
  ...randomArray(200, 1).map((x) => x * 3),
  ...randomArray(99, 2).map((x) => x * 40),
]);

/** float32's largest is 3.4e38, and what is smaller than 1e-37 is 0 here. */
const close = { relative: 2e-6, floor: 2e-7 };

function applyUnary(name: UnaryName | UnaryWithNumberName, input: Float32Array, alpha?: number): Float32Array {
  const table = new KernelTable();
  const out = table.space(input.length);
  table.run(name, { x: table.put(input), out, n: input.length, ...(alpha === undefined ? {} : { alpha }) });
  return table.read(out, input.length);
}

describe('elementwise kernels', () => {
  for (const name of Object.keys(unary) as UnaryName[]) {
    it(`${name} agrees with the function of numbers`, () => {
      const expected = values.map((x) => unaryReference[name](x));
      assertClose(applyUnary(name, values), expected, close);
    });
  }

  for (const name of Object.keys(unaryWithNumber) as UnaryWithNumberName[]) {
    it(`${name} agrees with the function of numbers`, () => {
      const finite = values.filter((x) => !Number.isNaN(x));
      for (const alpha of [0, 0.2, -0.7, 1]) {
        const expected = finite.map((x) => withNumberReference[name](x, Math.fround(alpha)));
        assertClose(applyUnary(name, finite, alpha), expected, close);
      }
    });
  }

  for (const name of Object.keys(binary) as BinaryName[]) {
    it(`${name} agrees with the function of numbers, whatever is broadcast`, () => {
      fc.assert(
        fc.property(
          fc.array(fc.record({ size: fc.integer({ min: 1, max: 6 }), a: fc.boolean(), b: fc.boolean() }), {
            minLength: 4,
            maxLength: 4,
          }),
          fc.integer(),
          (axes, seed) => {
            // Along an axis each operand varies or repeats.
            const d = axes;
            const strides = (key: 'a' | 'b') => {
              let stride = 1;
              return d
                .map((axis) => axis)
                .reverse()
                .map((axis) => {
                  const own = axis[key] ? stride : 0;
                  if (axis[key]) stride *= axis.size;
                  return own;
                })
                .reverse() as [number, number, number, number];
            };
            const count = (key: 'a' | 'b') => d.reduce((product, axis) => product * (axis[key] ? axis.size : 1), 1);
            const a = randomArray(count('a'), seed).map((x, i) => (i % 5 === 0 ? 0 : x));
            const b = randomArray(count('b'), seed + 1).map((x, i) => (i % 7 === 0 ? 0 : x));
            const [sa, sb] = [strides('a'), strides('b')];
            const last = d[3]!;
            const table = new KernelTable();
            const total = d.reduce((product, axis) => product * axis.size, 1);
            const out = table.space(total);
            table.run(name, {
              a: table.put(a),
              b: table.put(b),
              out,
              d0: d[0]!.size,
              a0: 4 * sa[0],
              b0: 4 * sb[0],
              d1: d[1]!.size,
              a1: 4 * sa[1],
              b1: 4 * sb[1],
              rows: d[2]!.size,
              aRow: 4 * sa[2],
              bRow: 4 * sb[2],
              n: last.size,
              aStep: last.size === 1 || last.a ? 1 : 0,
              bStep: last.size === 1 || last.b ? 1 : 0,
            });
            const expected: number[] = [];
            for (let i = 0; i < d[0]!.size; i++)
              for (let j = 0; j < d[1]!.size; j++)
                for (let r = 0; r < d[2]!.size; r++)
                  for (let c = 0; c < last.size; c++) {
                    const at = (s: readonly number[]) => i * s[0]! + j * s[1]! + r * s[2]! + c * s[3]!;
                    expected.push(binaryReference[name](a[at(sa)]!, b[at(sb)]!));
                  }
            assertClose(table.read(out, total), expected, close);
          },
        ),
        { numRuns: 60 },
      );
    });
  }

  it('gives a number the same bytes wherever it lies in an array', () => {
    for (const name of Object.keys(unary) as UnaryName[]) {
      const whole = applyUnary(name, values);
      for (const start of [1, 2, 3, 250]) {
        assert.deepEqual(applyUnary(name, values.slice(start)), whole.slice(start), name);
      }
    }
  });

  it('clip keeps numbers between two, and lets its gradient through there, limits included', () => {
    const table = new KernelTable();
    const x = table.put([-1, 0, 0.25, 1, 2, 0.5, -0.1]);
    const gradient = table.put([1, 2, 3, 4, 5, 6, 7]);
    const out = table.space(7);
    table.run('clip', { x, out, n: 7, least: 0, most: 1 });
    assert.deepEqual([...table.read(out, 7)], [0, 0, 0.25, 1, 1, 0.5, 0]);
    table.run('clipGradient', { gradient, x, out, n: 7, least: 0, most: 1 });
    assert.deepEqual([...table.read(out, 7)], [0, 2, 3, 4, 0, 6, 0]);
  });

  it('where chooses by the condition', () => {
    const table = new KernelTable();
    const out = table.space(5);
    table.run('where', {
      condition: table.put([1, 0, 1, 0, 1]),
      yes: table.put([1, 2, 3, 4, 5]),
      no: table.put([-1, -2, -3, -4, -5]),
      out,
      n: 5,
    });
    assert.deepEqual([...table.read(out, 5)], [1, -2, 3, -4, 5]);
  });
});
