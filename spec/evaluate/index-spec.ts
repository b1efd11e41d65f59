import assert from 'node:assert/strict';
import type { Accumulation } from '../../lib/evaluate/Accumulation.js';
import * as accumulations from '../../lib/evaluate/index.js';
import { accuracy, kappa, mae } from '../../lib/metrics/index.js';
import { checkAccumulation } from '../../lib/testing/index.js';
import { classSamples, quantitySamples } from '../support/samples.js';

/** Some of every export, which the compiler and the first spec hold this to. */
const checked: Record<keyof typeof accumulations, readonly Accumulation[]> = {
  cumulative: [accumulations.cumulative()],
  sliding: [1, 2, 7, 1000].map(accumulations.sliding),
  fading: [
    accumulations.fading({ chunk: 1, factor: 0.5 }),
    accumulations.fading({ chunk: 7, factor: 0.98 }),
    accumulations.fading({ chunk: 10, factor: 1 }),
  ],
  chunks: [1, 2, 7].map(accumulations.chunks),
};

describe('accumulations', () => {
  it('are all under the conformance suite', () => {
    assert.deepEqual(Object.keys(checked).sort(), Object.keys(accumulations).sort());
  });

  for (const [name, all] of Object.entries(checked)) {
    it(`${name} conforms, with every metric`, () => {
      for (const accumulation of all) {
        checkAccumulation(accumulation, accuracy(), classSamples);
        checkAccumulation(accumulation, kappa(), classSamples);
        checkAccumulation(accumulation, mae(), quantitySamples);
      }
    });
  }
});
