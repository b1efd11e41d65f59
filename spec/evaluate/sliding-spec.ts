import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { ConfigError } from '../../lib/errors.js';
import { sliding } from '../../lib/evaluate/sliding.js';
import { accuracy, kappa, type Metric, mae } from '../../lib/metrics/index.js';
import type { Description } from '../../lib/types.js';
import { undefinedAs } from '../support/undefinedAs.js';

const labels = fc.constantFrom('a', 'b', 'c');

/** Counts what it is asked to do. */
function counted(): Description<Metric<string>> & { updates: number; reverts: number } {
  const counter = {
    name: 'counted',
    updates: 0,
    reverts: 0,
    create: (): Metric<string> => ({
      update: () => {
        counter.updates++;
      },
      revert: () => {
        counter.reverts++;
      },
      value: undefined,
      save: () => null,
    }),
  };
  return counter;
}

describe('sliding', () => {
  it('is the metric over the newest observations, by reverting and by computing anew', () => {
    const pairs = fc.array(fc.tuple(labels, labels), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(pairs, fc.integer({ min: 1, max: 15 }), (observations, length) => {
        const part = sliding(length).of(kappa()).create();
        const computed = sliding(length).of(undefinedAs(7, kappa())).create();
        observations.forEach(([truth, predicted], i) => {
          part.update(truth, predicted);
          computed.update(truth, predicted);
          const fresh = kappa().create();
          for (const pair of observations.slice(Math.max(0, i + 1 - length), i + 1)) fresh.update(...pair);
          assert.equal(part.value, fresh.value);
          assert.equal(computed.value, fresh.value ?? 7);
        });
      }),
    );
  });

  it('takes one update and one revert per observation, whatever the length', () => {
    const metric = counted();
    const part = sliding(100).of(metric).create();
    for (let i = 0; i < 1000; i++) part.update('a', 'b');
    assert.deepEqual([metric.updates, metric.reverts], [1000, 900]);
  });

  it('does not drift, however many observations and of whatever size have passed', () => {
    const part = sliding(3).of(mae()).create();
    for (let i = 0; i < 10_000; i++) part.update(0, 10 ** ((i * 31) % 200) / 7);
    for (const predicted of [0.1, 0.2, 0.3]) part.update(0, predicted);
    assert.equal(part.value, 0.6 / 3);
  });

  it('goes on from a saved window that was full and had turned', () => {
    const part = sliding(3).of(accuracy()).create();
    for (const predicted of ['a', 'b', 'b', 'a', 'a']) part.update('a', predicted);
    const resumed = sliding(3).of(accuracy()).create(part.save());
    assert.equal(resumed.value, 2 / 3);
    resumed.update('a', 'a');
    assert.equal(resumed.value, 1);
  });

  it('refuses a length that is no whole number from 1 on', () => {
    for (const length of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      assert.throws(
        () => sliding(length),
        (error: unknown) => error instanceof ConfigError && error.mistakes[0]?.option === 'sliding',
      );
    }
  });
});
