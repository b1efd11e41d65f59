import assert from 'node:assert/strict';
import { createLearner } from '../../lib/engine/createLearner.js';
import type { EngineName } from '../../lib/engine/LearnerDescription.js';
import type { Clipping } from '../../lib/optimizers/Clipping.js';
import { adam, sgd } from '../../lib/optimizers/index.js';
import { toyBatch } from '../../lib/testing/toyBatch.js';
import { assertClose } from '../support/assertClose.js';
import { availableEngines, describeLearner, engines, itOn } from '../support/engines.js';

/** What a first step takes off the weights, at a learning rate of 1: the gradient, clipped. */
async function gradientOf(engine: EngineName, clipping: Clipping): Promise<Float32Array> {
  const description = describeLearner({ optimizer: sgd({ learningRate: 1, ...clipping }) });
  const { learner, engine: had } = await createLearner(description, engine);
  assert.equal(had, engine);
  const before = await learner.weights();
  await learner.train(toyBatch(description, 16), 1);
  const after = await learner.weights();
  return before.map((weight, i) => weight - after[i]!);
}

const normOf = (gradient: Float32Array) => Math.sqrt(gradient.reduce((sum, value) => sum + value * value, 0));

describe('gradient clipping', () => {
  for (const engine of engines) {
    itOn(engine, `keeps to the value, and to the norm of all gradients, on ${engine}`, async () => {
      const plain = await gradientOf(engine, {});
      const value = 0.5 * Math.max(...plain.map(Math.abs));
      const clipped = plain.map((number) => Math.min(Math.max(number, -value), value));
      const close = { relative: 1e-5, floor: 1e-6 };
      assertClose(await gradientOf(engine, { clipValue: value }), clipped, { ...close, what: 'by value' });

      const norm = normOf(plain);
      const halved = plain.map((number) => number / 2);
      assertClose(await gradientOf(engine, { clipNorm: norm / 2 }), halved, { ...close, what: 'by norm' });
      assertClose(await gradientOf(engine, { clipNorm: 2 * norm }), plain, { ...close, what: 'by a greater norm' });

      const both = clipped.map((number) => (number * norm) / 4 / normOf(clipped));
      const clipping = { clipValue: value, clipNorm: norm / 4 };
      assertClose(await gradientOf(engine, clipping), both, { ...close, what: 'by both' });
    });
  }

  it('trains to the same weights on every engine', async () => {
    const description = describeLearner({ optimizer: adam({ learningRate: 0.01, clipValue: 0.05, clipNorm: 0.1 }) });
    const all = await Promise.all(
      availableEngines.map(async (engine) => {
        const { learner } = await createLearner(description, engine);
        for (let step = 1; step <= 50; step++) await learner.train(toyBatch(description, 16, step), step);
        return learner.weights();
      }),
    );
    for (const weights of all) assertClose(weights, all[0]!, { relative: 1e-4, floor: 1e-4, what: 'weight' });
  });
});
