import assert from 'node:assert/strict';
import * as E from 'fp-ts/lib/Either.js';
import { standardization } from '../../lib/preprocess/index.js';
import { values } from '../../lib/target/values.js';

const price = values(['price']);
const market = values(['price', 'demand']);
const soon = values(['price'], { horizon: 3 });
const marketSoon = values(['price', 'demand'], { horizon: 2 });

describe('values', () => {
  it('puts out one number per name and step', () => {
    const shapes = [price, market, soon, marketSoon].map(({ _tag, outputs, width }) => [_tag, outputs, width]);
    assert.deepEqual(shapes, [
      ['Values', 1, 1],
      ['Values', 2, 2],
      ['Values', 3, 1],
      ['Values', 4, 2],
    ]);
  });

  it('decodes the label of one row, over a horizon too', () => {
    for (const target of [price, soon]) {
      for (const raw of [1.5, '1.5', [1.5], ['1.5']]) assert.deepEqual(target.decode(raw), E.right(1.5));
      assert.deepEqual(target.decode(true), E.right(1));
    }
    for (const target of [market, marketSoon]) {
      assert.deepEqual(target.decode(['1.5', -2]), E.right({ price: 1.5, demand: -2 }));
    }
  });

  it('says what is wrong with anything else', () => {
    assert.deepEqual(price.decode(''), E.left('is missing'));
    assert.deepEqual(price.decode('x'), E.left("'x' is no number"));
    assert.deepEqual(price.decode(Number.POSITIVE_INFINITY), E.left('Infinity is not finite in 32 bits'));
    assert.deepEqual(price.decode(1e39), E.left('1e+39 is not finite in 32 bits'));
    assert.deepEqual(market.decode([1, null]), E.left('demand is missing'));
    assert.deepEqual(market.decode(1), E.left('has 1 values where price, demand are predicted'));
    assert.deepEqual(market.decode([1, 2, 3]), E.left('has 3 values where price, demand are predicted'));
  });

  it('encodes what it answers, step by step', () => {
    assert.deepEqual(price.encode(1.5), Float32Array.of(1.5));
    assert.deepEqual(market.encode({ demand: 2, price: 1 }), Float32Array.of(1, 2));
    assert.deepEqual(soon.encode([1, 2, 3]), Float32Array.of(1, 2, 3));
    const steps = [
      { price: 1, demand: 2 },
      { price: 3, demand: 4 },
    ];
    assert.deepEqual(marketSoon.encode(steps), Float32Array.of(1, 2, 3, 4));
    assert.equal(price.value(price.encode(1.5)), 1.5);
    assert.deepEqual(market.value(market.encode({ price: 1, demand: 2 })), { price: 1, demand: 2 });
    assert.deepEqual(soon.value(soon.encode([1, 2, 3])), [1, 2, 3]);
    assert.deepEqual(marketSoon.value(marketSoon.encode(steps)), steps);
  });

  it('encodes nothing else', () => {
    assert.throws(() => price.encode('1' as never), /^TypeError: price is no number/);
    assert.throws(() => market.encode({ price: 1 } as never), /^TypeError: demand is missing/);
    assert.throws(() => market.encode(undefined as never), /^TypeError: price is missing/);
    for (const wrong of [1, [1, 2], [1, 2, 3, 4]]) {
      assert.throws(() => soon.encode(wrong as never), /^TypeError: is no array of 3 steps/);
    }
  });

  it('carries its scale', () => {
    const scale = standardization();
    assert.equal(values(['price'], { scale }).scale, scale);
    assert.ok(!('scale' in price));
  });

  it('refuses names that are none, empty or equal, and a horizon of no whole number', () => {
    for (const names of [[], [''], ['a', 'a'], ['__proto__']] as unknown as [string, ...string[]][]) {
      assert.throws(() => values(names), { _tag: 'ConfigError' }, names.join());
    }
    for (const horizon of [0, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      assert.throws(() => values(['a'], { horizon }), { _tag: 'ConfigError' }, String(horizon));
    }
  });
});
