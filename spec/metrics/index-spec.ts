import assert from 'node:assert/strict';
import * as metrics from '../../lib/metrics/index.js';
import { checkMetric } from '../../lib/testing/index.js';
import { classSamples, quantitySamples } from '../support/samples.js';

/** One entry for every export, which the compiler and the first spec hold this to. */
const checks: Record<keyof typeof metrics, () => void> = {
  accuracy: () => checkMetric(metrics.accuracy(), classSamples),
  kappa: () => checkMetric(metrics.kappa(), classSamples),
  mae: () => checkMetric(metrics.mae(), quantitySamples),
};

describe('metrics', () => {
  it('are all under the conformance suite', () => {
    assert.deepEqual(Object.keys(checks).sort(), Object.keys(metrics).sort());
  });

  for (const [name, check] of Object.entries(checks)) it(`${name} conforms`, check);

  it('are named as they are exported', () => {
    for (const [name, metric] of Object.entries(metrics)) assert.equal(metric().name, name);
  });
});
