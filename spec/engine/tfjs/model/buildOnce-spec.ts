import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { createLearner } from '../../../../lib/engine/createLearner.js';
import { buildOnce } from '../../../../lib/engine/tfjs/model/buildOnce.js';
import { ConfigError } from '../../../../lib/errors.js';
import type { ModelBuilder } from '../../../../lib/models/Model.js';
import { mlp } from '../../../../lib/models/mlp.js';
import { toyBatch } from '../../../../lib/testing/toyBatch.js';
import { describeLearner } from '../../../support/engines.js';

/** Its initial weights are drawn anew each time. */
const unseeded: ModelBuilder = ({ input, outputs }) =>
  tf.sequential({
    layers: [
      tf.layers.dense({ units: 5, activation: 'relu', inputShape: [...input] }),
      tf.layers.batchNormalization(),
      tf.layers.dense({ units: outputs, kernelRegularizer: 'l1l2' }),
    ],
  });

describe('buildOnce', () => {
  it('describes what a builder made as plain data that can be copied, to the same weights', async () => {
    const described = await buildOnce(describeLearner({ model: unseeded }));
    const learners = await Promise.all(
      [described, structuredClone(described)].map((description) => createLearner(description, 'cpu')),
    );
    const batch = toyBatch(described, 16);
    const trained = learners.map(({ learner }) => {
      for (let step = 1; step <= 3; step++) learner.train(batch, step);
      return [learner.predict(batch), learner.weights(), learner.shapes];
    });
    assert.deepEqual(trained[0], trained[1]);
    const other = await buildOnce(describeLearner({ model: unseeded }));
    assert.notDeepEqual(other.model, described.model, 'another run of the builder draws others');
  });

  it('leaves a model that is data already, and no tensor behind', async () => {
    const description = describeLearner({ model: mlp() });
    assert.equal(await buildOnce(description), description);
    const before = tf.memory().numTensors;
    await buildOnce(describeLearner({ model: unseeded }));
    assert.equal(tf.memory().numTensors, before);
  });

  it('refuses a network that does not fit, before anything is started', async () => {
    const model: ModelBuilder = (shape) => unseeded({ ...shape, outputs: shape.outputs + 1 });
    await assert.rejects(buildOnce(describeLearner({ model })), ConfigError);
  });
});
