import assert from 'node:assert/strict';
import { forecasts, type Series } from '../../bench/support/forecast.js';
import { csv, sine } from '../../lib/source/index.js';
import { elecFile, needsElec } from '../support/elec.js';

/** The pool is at or below each of its members alone, and below repeating the last value. */
async function holds(series: Series): Promise<void> {
  let [whole, others] = [Number.POSITIVE_INFINITY, 0];
  for await (const { learner, mae } of forecasts(series, 1)) {
    if (learner === 'pool') whole = mae;
    else {
      assert.ok(learner === 'noChange' ? whole < mae : whole <= mae, `${whole} where ${learner} errs by ${mae}`);
      others++;
    }
  }
  assert.equal(others, 18);
}

describe('a pool that forecasts', () => {
  it('errs less than each of its members alone, and than repeating the last value, on a noisy sine', () =>
    holds({ name: 'sine', column: 's0', rows: 5000, open: (seed) => sine({ instances: 5000, noise: 0.1, seed }) }));
});

describe('a pool that forecasts prices', () => {
  before(needsElec);

  it('errs less than each of its members alone, and than repeating the last value, on the electricity stream', () =>
    holds({ name: 'prices', column: 'nswprice', rows: 10_000, open: () => csv(elecFile!) as AsyncIterable<never> }));
});
