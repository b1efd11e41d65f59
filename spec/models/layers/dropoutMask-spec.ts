import assert from 'node:assert/strict';
import fc from 'fast-check';
import { dropoutMask } from '../../../lib/models/layers/dropoutMask.js';
import { hash } from '../../../lib/models/layers/hash.js';

const key = {
  seed: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
  layer: fc.integer({ min: 0, max: 20 }),
  step: fc.integer({ min: 1, max: 2 ** 40 }),
  rate: fc.double({ min: 0, max: 0.99, noNaN: true }),
};

/** The documented function once more, over integers without end. */
function documented(seed: number, layer: number, step: number, i: number, rate: number): boolean {
  const MASK = 0xffffffffn;
  const mix = (word: bigint): bigint => {
    let x = word ^ (word >> 16n);
    x = (x * 0x21f0aaadn) & MASK;
    x ^= x >> 15n;
    x = (x * 0x735a2d97n) & MASK;
    return x ^ (x >> 15n);
  };
  let h = 0n;
  for (const number of [seed, layer, step].map(BigInt)) {
    for (const word of [number & MASK, number >> 32n]) h = mix(((h + 0x9e3779b9n) & MASK) ^ word);
  }
  return mix((h + BigInt(i) * 0x9e3779b9n) & MASK) >> 1n < BigInt(Math.round(rate * 2 ** 31));
}

describe('dropoutMask', () => {
  it('is the documented function', () => {
    fc.assert(
      fc.property(key.seed, key.layer, key.step, key.rate, (seed, layer, step, rate) => {
        const mask = dropoutMask(seed, layer, step, 50, rate);
        mask.forEach((value, i) => {
          assert.equal(value, documented(seed, layer, step, i, rate) ? 0 : Math.fround(1 / (1 - rate)));
        });
      }),
    );
  });

  it('stays what it is, so that checkpoints can be resumed by later versions', () => {
    const kept = [...dropoutMask(7, 1, 5, 32, 0.5)].map((value) => (value === 0 ? 0 : 1)).join('');
    assert.equal(kept, '11101101001101000001101000001100');
  });

  it('begins alike, however long it is', () => {
    assert.deepEqual(dropoutMask(7, 0, 3, 100, 0.3).subarray(0, 10), dropoutMask(7, 0, 3, 10, 0.3));
  });

  it('drops the share that is asked for, and keeps the sum', () => {
    for (const rate of [0, 0.05, 0.2, 0.5, 0.9]) {
      const mask = dropoutMask(3, 0, 1, 200_000, rate);
      const dropped = mask.filter((value) => value === 0).length / mask.length;
      assert.ok(Math.abs(dropped - rate) < 0.005, `${dropped} of ${rate}`);
      const mean = mask.reduce((sum, value) => sum + value, 0) / mask.length;
      assert.ok(Math.abs(mean - 1) < 0.05, `the mean is ${mean}`);
    }
  });

  it('drops independently across elements, steps, layers and seeds', () => {
    const n = 100_000;
    const mask = dropoutMask(3, 0, 1, n + 1, 0.5);
    const neighbours: readonly (readonly [string, Float32Array])[] = [
      ['element', mask.subarray(1)],
      ['step', dropoutMask(3, 0, 2, n, 0.5)],
      ['layer', dropoutMask(3, 1, 1, n, 0.5)],
      ['seed', dropoutMask(4, 0, 1, n, 0.5)],
      ['step beyond 32 bits', dropoutMask(3, 0, 1 + 2 ** 32, n, 0.5)],
    ];
    for (const [what, other] of neighbours) {
      let both = 0;
      for (let i = 0; i < n; i++) if (mask[i] === 0 && other[i] === 0) both++;
      assert.ok(Math.abs(both / n - 0.25) < 0.01, `${what}: ${both / n} dropped in both`);
    }
  });
});

describe('hash', () => {
  it('tells orders and lengths of lists apart', () => {
    const lists = [[], [0], [0, 0], [1], [1, 0], [0, 1], [2 ** 32], [2 ** 32 + 1], [7, 8], [8, 7]];
    assert.equal(new Set(lists.map((list) => hash(...list))).size, lists.length);
  });
});
