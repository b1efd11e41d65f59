import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { createLearner } from '../../lib/engine/createLearner.js';
import type { LearnerDescription } from '../../lib/engine/LearnerDescription.js';
import { buildOnce } from '../../lib/engine/tfjs/model/buildOnce.js';
import type { ModelBuilder } from '../../lib/models/Model.js';
import { adam } from '../../lib/optimizers/index.js';
import { toyBatch } from '../../lib/testing/toyBatch.js';
import { assertClose } from '../support/assertClose.js';
import { availableEngines, describeLearner } from '../support/engines.js';

const constrained: ModelBuilder = ({ input, outputs, seed }) =>
  tf.sequential({
    layers: [
      tf.layers.dense({
        ...{ units: 3, inputShape: [...input], kernelInitializer: tf.initializers.glorotUniform({ seed }) },
        ...{ kernelConstraint: tf.constraints.unitNorm({ axis: 0 }), biasConstraint: 'nonNeg' },
      }),
      tf.layers.dense({ units: outputs, kernelInitializer: tf.initializers.glorotUniform({ seed: seed + 1 }) }),
    ],
  });

const description: LearnerDescription = describeLearner({
  model: constrained,
  optimizer: adam({ learningRate: 0.05 }),
});

async function trained(engine: (typeof availableEngines)[number], of = description): Promise<Float32Array> {
  const { learner, engine: had } = await createLearner(of, engine);
  assert.equal(had, engine);
  for (let step = 1; step <= 40; step++) await learner.train(toyBatch(of, 16, step), step);
  const weights = await learner.weights();
  learner.dispose();
  return weights;
}

describe('constraints of weights', () => {
  for (const engine of availableEngines) {
    it(`hold after each step on ${engine}`, async () => {
      const weights = await trained(engine);
      for (let unit = 0; unit < 3; unit++) {
        const norm = Math.hypot(...[0, 1, 2, 3].map((input) => weights[input * 3 + unit]!));
        assert.ok(Math.abs(norm - 1) < 1e-5, `unit ${unit}: ${norm}`);
      }
      assert.ok(weights.slice(12, 15).every((bias) => bias >= 0));
      assert.ok(
        weights.slice(15).some((weight) => weight < 0),
        'the others are free',
      );
    });
  }

  it('are the same on all engines, and travel with a network that a builder made', async () => {
    const [first, ...others] = await Promise.all(availableEngines.map((engine) => trained(engine)));
    const built = await buildOnce(description);
    for (const weights of [...others, await trained('fast', structuredClone({ ...built, model: built.model }))]) {
      assertClose(weights, first!, { relative: 1e-4, floor: 1e-4, what: 'weight' });
    }
  });
});
