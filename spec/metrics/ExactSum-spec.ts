import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { ExactSum } from '../../lib/metrics/ExactSum.js';

const finite = fc.double({ min: -1e280, max: 1e280, noNaN: true });
const sumOf = (terms: readonly number[]) => {
  const sum = new ExactSum();
  for (const term of terms) sum.add(term);
  return sum;
};

/** The exact sum in units of 2^-1074, rounded to the nearest double, ties to even. */
function byIntegers(terms: readonly number[]): number {
  const total = terms.reduce((sum, term) => sum + inUnits(term), 0n);
  const size = total < 0n ? -total : total;
  const excess = Math.max(0, size.toString(2).length - 53);
  const unit = 1n << BigInt(excess);
  let mantissa = size / unit;
  const rest = (size % unit) * 2n;
  if (rest > unit || (rest === unit && mantissa % 2n === 1n)) mantissa++;
  // In two steps, as 2 ** -1074 alone loses nothing only when it comes last.
  const scaled = excess >= 1074 ? Number(mantissa) * 2 ** (excess - 1074) : fromUnits(Number(mantissa), excess);
  return total < 0n ? -scaled : scaled;
}

function fromUnits(mantissa: number, excess: number): number {
  return excess > 60 ? mantissa * 2 ** (excess - 1074) : mantissa * 2 ** excess * 2 ** -1074;
}

function inUnits(term: number): bigint {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, term);
  const bits = view.getBigUint64(0);
  const exponent = (bits >> 52n) & 0x7ffn;
  const fraction = bits & 0xfffffffffffffn;
  const units = exponent === 0n ? fraction : (fraction | (1n << 52n)) << (exponent - 1n);
  return term < 0 ? -units : units;
}

describe('ExactSum', () => {
  it('is the exact sum, rounded once', () => {
    fc.assert(
      fc.property(fc.array(finite, { maxLength: 40 }), (terms) => {
        assert.equal(sumOf(terms).value + 0, byIntegers(terms) + 0);
      }),
    );
  });

  it('rounds halfway cases by what lies below', () => {
    assert.equal(sumOf([1, 2 ** -53, 2 ** -106]).value, 1 + 2 ** -52);
    assert.equal(sumOf([1, 2 ** -53, -(2 ** -106)]).value, 1);
    assert.equal(sumOf([1, 2 ** -53]).value, 1);
  });

  it('is as if a term had never been when it was taken out again, in any order', () => {
    fc.assert(
      fc.property(fc.array(finite, { maxLength: 20 }), fc.array(finite, { maxLength: 20 }), (kept, gone) => {
        const sum = sumOf([...gone, ...kept]);
        for (const term of gone) sum.add(-term);
        assert.equal(sum.value + 0, sumOf(kept).value + 0);
      }),
    );
  });

  it('goes on exactly from what was saved', () => {
    const sum = sumOf([1e100, 1, 1e-100]);
    const resumed = new ExactSum(sum.save());
    resumed.add(-1e100);
    resumed.add(-1);
    assert.equal(resumed.value, 1e-100);
    assert.deepEqual(sum.save(), sumOf([1e100, 1, 1e-100]).save());
  });

  it('holds no more and more numbers, however many terms of all sizes come', () => {
    const sum = new ExactSum();
    let largest = 0;
    for (let i = 0; i < 100_000; i++) {
      sum.add(Math.sin(i) * 2 ** (((i * 37) % 1900) - 1000));
      largest = Math.max(largest, sum.save().length);
    }
    assert.ok(largest <= 256, `${largest} numbers`);
  });
});
