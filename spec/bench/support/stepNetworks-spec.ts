import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { stepNetworks } from '../../../bench/support/stepNetworks.js';
import { parseTimes } from '../../../bench/support/torchTimes.js';
import { createLearner } from '../../../lib/engine/createLearner.js';
import { describeLearner } from '../../support/engines.js';
import { inRoot } from '../../support/root.js';

describe('the networks of the bench of steps', () => {
  for (const [name, { build, classes, inputShape }] of Object.entries(stepNetworks)) {
    it(`${name} runs on the fast engine`, async () => {
      const kind = { target: classes > 0 ? 'Classes' : 'Values', outputs: classes || 1 } as const;
      const { engine, reasons } = await createLearner(describeLearner({ ...kind, model: build, inputShape }), 'fast');
      assert.equal(engine, 'fast', reasons.join());
    }).timeout(120_000);
  }

  it('are those of the PyTorch script', () => {
    const script = readFileSync(inRoot('bench', 'peers', 'torchStep.py'), 'utf8');
    const names = [...script.matchAll(/^ {4}"(\w+)": \(/gm)].map(([, name]) => name);
    const ours = Object.entries(stepNetworks).filter(([, { hasPeer }]) => hasPeer);
    assert.deepEqual(
      ours.map(([name]) => name),
      names,
    );
  });
});

describe('parseTimes', () => {
  it('reads the lines of JSON among others', () => {
    const row = { network: 'mlp', batch: 1, phase: 'train', engine: 'torch adam', msBest: 0.4, msMedian: 0.5 };
    assert.deepEqual(parseTimes(`a warning\n${JSON.stringify(row)}\n\n`), [row]);
  });
});
