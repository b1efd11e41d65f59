import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { createFastLearner } from '../../../lib/engine/fast/createFastLearner.js';
import type { LearnerDescription } from '../../../lib/engine/LearnerDescription.js';
import { createTfjsLearner } from '../../../lib/engine/tfjs/createTfjsLearner.js';
import { buildOnce } from '../../../lib/engine/tfjs/model/buildOnce.js';
import { ConfigError } from '../../../lib/errors.js';
import { dropout } from '../../../lib/models/layers/dropout.js';
import type { ModelBuilder } from '../../../lib/models/Model.js';
import { mlp } from '../../../lib/models/mlp.js';
import { adam } from '../../../lib/optimizers/index.js';
import { checkLearner } from '../../../lib/testing/index.js';
import { toyBatch } from '../../../lib/testing/toyBatch.js';
import { assertClose } from '../../support/assertClose.js';
import { weightsFor } from '../../support/parity.js';

function describeLearner(changes: Partial<LearnerDescription> = {}): LearnerDescription {
  return {
    model: mlp({ hidden: [16, 8], dropout: 0.2 }),
    optimizer: adam({ learningRate: 0.02 }),
    loss: undefined,
    target: 'Classes',
    inputShape: [4],
    outputs: 3,
    seed: 7,
    batchSize: 16,
    ...changes,
  };
}

describe('createFastLearner', () => {
  for (const [what, changes] of Object.entries<Partial<LearnerDescription>>({
    'classes, from logits, with dropout': {},
    values: { target: 'Values' },
    'a named loss': { loss: 'categoricalCrossentropy' },
  })) {
    it(`makes a learner that conforms: ${what}`, () => checkLearner(createFastLearner, describeLearner(changes)));

    it(`learns what the tfjs engine learns of rows with weights, masks and all: ${what}`, async () => {
      const description = describeLearner(changes);
      const fast = await createFastLearner(description);
      const tfjs = await createTfjsLearner('cpu', description);
      for (let step = 1; step <= 30; step++) {
        const batch = toyBatch(description, (step % 9) + 1, step);
        const given = step % 4 === 0 ? batch : { ...batch, w: weightsFor(batch.rows, step) };
        const close = { relative: 1e-4, floor: 1e-5, what: 'loss' };
        assertClose([await fast.train(given, step)], [tfjs.train(given, step)], close);
      }
      assertClose(fast.weights(), tfjs.weights(), { relative: 1e-4, floor: 1e-4, what: 'weight' });
      tfjs.dispose();
    });

    it(`learns what the tfjs engine learns, masks and all: ${what}`, async () => {
      const description = describeLearner(changes);
      const fast = await createFastLearner(description);
      const tfjs = await createTfjsLearner('cpu', description);
      assert.deepEqual(fast.shapes, tfjs.shapes);
      assert.deepEqual(fast.weights(), tfjs.weights());
      for (let step = 1; step <= 50; step++) {
        const batch = toyBatch(description, (step % 9) + 1, step);
        assertClose([await fast.train(batch, step)], [tfjs.train(batch, step)], {
          relative: 1e-4,
          floor: 1e-5,
          what: 'loss',
        });
      }
      assertClose(fast.weights(), tfjs.weights(), { relative: 1e-4, floor: 1e-4, what: 'weight' });
      assertClose(fast.save().arrays, tfjs.save().arrays, { relative: 1e-3, floor: 1e-5, what: 'moment' });
      assert.equal(fast.save().step, tfjs.save().step);
      const batch = toyBatch(description, 9, 99);
      assertClose(fast.predict(batch), tfjs.predict(batch), { relative: 1e-4, floor: 1e-4, what: 'output' });
      tfjs.dispose();
    });
  }

  it('numbers dropout layers as the tfjs engine does, in inner networks too', async () => {
    const model: ModelBuilder = ({ input, outputs, seed }) =>
      tf.sequential({
        layers: [
          tf.sequential({
            layers: [
              tf.layers.dense({
                units: 9,
                inputShape: [...input],
                kernelInitializer: tf.initializers.glorotUniform({ seed }),
              }),
              dropout(tf, { rate: 0.5 }),
            ],
          }),
          dropout(tf, { rate: 0.3 }),
          tf.layers.dense({ units: outputs, kernelInitializer: tf.initializers.glorotUniform({ seed: seed + 1 }) }),
        ],
      });
    const description = describeLearner({ model });
    const fast = await createFastLearner(description);
    const tfjs = await createTfjsLearner('cpu', description);
    for (let step = 1; step <= 5; step++) {
      const batch = toyBatch(description, 6, step);
      assertClose([await fast.train(batch, step)], [tfjs.train(batch, step)], { relative: 1e-5, what: 'loss' });
    }
    tfjs.dispose();
  });

  it('counts the penalties of inner networks, and starts from the weights of a network that was built elsewhere', async () => {
    const model: ModelBuilder = ({ input, outputs }) =>
      tf.sequential({
        layers: [
          tf.sequential({ layers: [tf.layers.dense({ units: 5, inputShape: [...input], kernelRegularizer: 'l1l2' })] }),
          tf.layers.dense({ units: outputs }),
        ],
      });
    const description = await buildOnce(describeLearner({ model }));
    const fast = await createFastLearner(description);
    const tfjs = await createTfjsLearner('cpu', description);
    assert.deepEqual(fast.weights(), tfjs.weights());
    for (let step = 1; step <= 5; step++) {
      const batch = toyBatch(description, 6, step);
      assertClose([await fast.train(batch, step)], [tfjs.train(batch, step)], { relative: 1e-5, what: 'loss' });
    }
    tfjs.dispose();
  });

  it("runs a user's builder once, also where weights of rows come later", async () => {
    class Doubled extends tf.layers.Layer {
      static readonly className = 'DoubledButNotRegistered';
      override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
        return tf.mul(Array.isArray(inputs) ? inputs[0]! : inputs, 2);
      }
    }
    const before = tf.memory().numTensors;
    let times = 0;
    const model: ModelBuilder = ({ input, outputs, seed }) => {
      times++;
      const kernelInitializer = tf.initializers.glorotUniform({ seed });
      return tf.sequential({
        layers: [tf.layers.dense({ units: outputs, inputShape: [...input], kernelInitializer }), new Doubled({})],
      });
    };
    const description = describeLearner({ model });
    const batch = toyBatch(description, 4);
    const [learner, unused] = [await createFastLearner(description), await createFastLearner(description)];
    assert.equal(times, 2);
    await learner.train({ ...batch, w: Float32Array.of(1, 2, 3, 0) }, 1);
    assert.equal(times, 2);
    for (const one of [learner, unused]) one.dispose();
    assert.equal(tf.memory().numTensors, before);
  });

  it('leaves no tensor and no backend behind', async () => {
    await createFastLearner(describeLearner());
    const before = { tensors: tf.memory().numTensors, backend: tf.getBackend() };
    await createFastLearner(describeLearner());
    assert.deepEqual({ tensors: tf.memory().numTensors, backend: tf.getBackend() }, before);
  });

  it('names what it cannot take', async () => {
    const model: ModelBuilder = ({ input, outputs }) =>
      tf.sequential({
        layers: [
          tf.layers.dense({ units: 4, inputShape: [...input] }),
          tf.layers.gaussianNoise({ stddev: 0.1 }),
          tf.layers.dense({ units: outputs }),
        ],
      });
    await assert.rejects(createFastLearner(describeLearner({ model })), {
      _tag: 'Untraceable',
      what: /^layer gaussian_noise/,
    });
  });

  it('refuses weights with a loss that is of a batch as a whole', async () => {
    const loss = { module: new URL('../../support/huber.js', import.meta.url), export: 'huber' };
    const description = describeLearner({ loss, target: 'Values' });
    const learner = await createFastLearner(description);
    const batch = toyBatch(description, 3);
    assert.equal(typeof learner.train(batch, 1), 'number');
    await assert.rejects(async () => learner.train({ ...batch, w: new Float32Array(3) }, 2), ConfigError);
  });

  it('refuses a description with a mistake as every engine does', async () => {
    await assert.rejects(createFastLearner(describeLearner({ loss: 'none' })), ConfigError);
  });
});
