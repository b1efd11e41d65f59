import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isMissing, toNumber, whyNoNumber } from '../../lib/preprocess/toNumber.js';

describe('toNumber', () => {
  it('reads a decimal text as Number does, to the last bit', () => {
    const decimal = fc
      .tuple(fc.constantFrom('', '-'), fc.bigInt({ min: 0n, max: 10n ** 19n }), fc.nat(18), fc.nat(25))
      .map(([sign, digits, point, width]) => {
        const text = String(digits).padStart(width % 20, '0');
        return point < text.length ? `${sign}${text.slice(0, point)}.${text.slice(point)}` : sign + text;
      });
    fc.assert(
      fc.property(decimal, (text) => assert.ok(Object.is(toNumber(text), Number(text)), text)),
      { numRuns: 20_000 },
    );
    fc.assert(fc.property(fc.double({ noNaN: true }), (n) => assert.ok(Object.is(toNumber(`${n}`), Number(`${n}`)))));
  });

  it('reads signs, exponents and spaces around', () => {
    for (const text of [
      '0',
      '-0',
      '+5',
      '5.',
      '.5',
      '-.5',
      '1e3',
      '-1.5E-2',
      ' 7\t',
      '123456789012345678901',
      '1e400',
    ]) {
      assert.ok(Object.is(toNumber(text), Number(text)), text);
    }
  });

  it('takes numbers as they are, and flags as 0 and 1', () => {
    assert.deepEqual([1.5, true, false, 12n].map(toNumber), [1.5, 1, 0, 12]);
  });

  it('takes nothing for 0, and no other notation', () => {
    const others = [
      '',
      ' ',
      '.',
      '-',
      '-.',
      '1.2.3',
      '1,5',
      '1-2',
      '--1',
      '0x10',
      '0b1',
      '-0x10',
      '0o7',
      '1_0',
      'x',
      'true',
    ];
    for (const value of [...others, '?', 'NA', null, undefined, [], [1], {}, new Date(0), Symbol('s')]) {
      assert.ok(Number.isNaN(toNumber(value)), String(value));
    }
  });
});

describe('isMissing', () => {
  it('is so for nothing, and for the texts that stand for it', () => {
    for (const value of [undefined, null, '', ' ', '?', ' NA ']) assert.ok(isMissing(value));
    for (const value of [0, false, Number.NaN, 'na', '0', 'x', {}]) assert.ok(!isMissing(value));
  });
});

describe('whyNoNumber', () => {
  it('tells what is wrong', () => {
    assert.equal(whyNoNumber(''), 'is missing');
    assert.equal(whyNoNumber('1,5'), "'1,5' is no number");
    assert.equal(whyNoNumber({}), 'an object is no number');
    assert.equal(whyNoNumber(Number.NaN), 'NaN is not finite in 32 bits');
    assert.equal(whyNoNumber('1e39'), "'1e39' is not finite in 32 bits");
  });
});
