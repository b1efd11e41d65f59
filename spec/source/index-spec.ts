import assert from 'node:assert/strict';
import * as sources from '../../lib/source/index.js';
import { checkSource } from '../../lib/testing/index.js';
import { temporary } from '../support/temporary.js';

describe('sources', () => {
  const write = temporary();
  const numbers = Array.from({ length: 20_000 }, (_, i) => i);
  const table = write(`a,b\n${numbers.map((i) => `${i},"${i}, or so"`).join('\n')}`);
  const lines = write(numbers.map((i) => JSON.stringify({ i })).join('\n'));

  /** One entry for every export, which the compiler and the first spec hold this to. */
  const checks: Record<keyof typeof sources, () => Promise<void>> = {
    agrawal: () => checkSource(sources.agrawal({ seed: 1 })),
    csv: () => checkSource(sources.csv(table)),
    hyperplane: () => checkSource(sources.hyperplane({ seed: 1 })),
    jsonLines: () => checkSource(sources.jsonLines(lines)),
    mixed: () => checkSource(sources.mixed({ seed: 1 })),
    sea: () => checkSource(sources.sea({ seed: 1 })),
    sine: () => checkSource(sources.sine({ columns: 2, noise: 0.1 })),
  };

  it('are all under the conformance suite', () => {
    assert.deepEqual(Object.keys(checks).sort(), Object.keys(sources).sort());
  });

  for (const [name, check] of Object.entries(checks)) it(`${name} conforms`, check);
});
