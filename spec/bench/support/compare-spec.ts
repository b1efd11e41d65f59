import assert from 'node:assert/strict';
import { compare } from '../../../bench/support/compare.js';

describe('compare', () => {
  it('runs every variant once before, then in turns, each round beginning with another', async () => {
    const calls: string[] = [];
    await compare({ a: () => calls.push('a'), b: () => calls.push('b') }, 3);
    assert.equal(calls.join(''), 'ab' + 'ab' + 'ba' + 'ab');
  });

  it('waits for a promise before the next variant starts', async () => {
    const calls: string[] = [];
    const slow = async () => {
      await new Promise(setImmediate);
      calls.push('slow ended');
    };
    await compare({ slow, next: () => calls.push('next') }, 1);
    assert.deepEqual(calls, ['slow ended', 'next', 'slow ended', 'next']);
  });

  it('tells the best and the median of each', async () => {
    let now = 0;
    const real = performance.now;
    const steps = [5, 1, 9, 2, 4];
    performance.now = () => now;
    try {
      const times = await compare({ work: () => (now += steps.shift() ?? assert.fail()) }, 4);
      assert.deepEqual(times, { work: { bestMs: 1, medianMs: 3 } });
    } finally {
      performance.now = real;
    }
  });
});
