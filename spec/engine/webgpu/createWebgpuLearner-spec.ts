import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { createLearner } from '../../../lib/engine/createLearner.js';
import type { LearnerDescription } from '../../../lib/engine/LearnerDescription.js';
import { cnn } from '../../../lib/models/cnn.js';
import { dropout } from '../../../lib/models/layers/dropout.js';
import { lstm } from '../../../lib/models/lstm.js';
import type { ModelBuilder } from '../../../lib/models/Model.js';
import { mlp } from '../../../lib/models/mlp.js';
import { adam } from '../../../lib/optimizers/adam.js';
import { checkLearner } from '../../../lib/testing/index.js';
import { toyBatch } from '../../../lib/testing/toyBatch.js';
import { assertClose } from '../../support/assertClose.js';
import { describeLearner } from '../../support/engines.js';
import { LearnersElsewhere } from '../../support/LearnersElsewhere.js';
import { webgpuAdapter } from '../../support/webgpuAdapter.js';

/** A penalty, masks, and averages that are weights which are not trained. */
const normalized: ModelBuilder = ({ input, outputs, seed }) =>
  tf.sequential({
    layers: [
      tf.layers.dense({
        ...{ units: 6, activation: 'relu', inputShape: [...input] },
        kernelInitializer: tf.initializers.glorotUniform({ seed }),
        kernelRegularizer: tf.regularizers.l2({ l2: 0.01 }),
      }),
      tf.layers.batchNormalization(),
      dropout(tf, { rate: 0.3 }),
      tf.layers.dense({ units: outputs, kernelInitializer: tf.initializers.glorotUniform({ seed: seed + 1 }) }),
    ],
  });

const networks: { readonly [what: string]: Partial<LearnerDescription> } = {
  'a perceptron of values': { model: mlp({ hidden: [16, 8] }), target: 'Values', outputs: 3 },
  'a network with averages that are not trained': { model: normalized },
  'a convolutional network': {
    model: cnn({ filters: [4, 6], kernelSizes: [3, 3], dense: [8] }),
    inputShape: [8, 3],
  },
  'a recurrent network': { model: lstm({ units: [5], dense: [] }), inputShape: [4, 2], target: 'Values' },
  'a perceptron with a named loss': { model: mlp({ hidden: [8] }), loss: 'categoricalCrossentropy' },
};

/** Where a package cannot be found, as on a machine without it. */
function without(name: string): string[] {
  const hook = `export const resolve = (name, context, next) => name === ${JSON.stringify(name)}
    ? Promise.reject(Object.assign(new Error('no such package'), { code: 'ERR_MODULE_NOT_FOUND' })) : next(name, context)`;
  const module = (source: string) => `data:text/javascript,${encodeURIComponent(source)}`;
  return ['--import', module(`import { register } from 'node:module'; register(${JSON.stringify(module(hook))})`)];
}

describe('the engine webgpu', () => {
  it('is not in a process that runs anything else, and says so', async () => {
    const { engine, reasons } = await createLearner(describeLearner(), 'webgpu');
    assert.equal(engine, 'fast');
    assert.deepEqual(reasons, ["webgpu: it needs a process of its own; give workers: 'process'"]);
    assert.equal('gpu' in ((globalThis as { navigator?: object }).navigator ?? {}), false);
  });

  it('gives way to the next where a package or the driver is missing, and says what to do', async () => {
    const noDriver = { ...process.env, VK_ICD_FILENAMES: '/nowhere.json', VK_DRIVER_FILES: '/nowhere.json' };
    const missing = new LearnersElsewhere({ execArgv: without('webgpu') });
    const driverless = new LearnersElsewhere({ env: noDriver, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    const [one, other] = await Promise.all([
      missing.create(describeLearner(), 'webgpu'),
      driverless.create(describeLearner(), 'webgpu'),
    ]);
    assert.equal(one.engine, 'fast');
    assert.deepEqual(one.reasons, [
      'webgpu: the package webgpu is missing; npm install webgpu @tensorflow/tfjs-backend-webgpu',
    ]);
    assert.equal(other.engine, 'fast');
    if ((await webgpuAdapter()).device !== undefined)
      assert.match(other.reasons.join(), /^webgpu: there is no adapter; install the GPU's driver/);
    await Promise.all([missing.close(), driverless.close()]);
  });

  describe('on an adapter', () => {
    let processes: LearnersElsewhere;
    before(async function () {
      if ((await webgpuAdapter()).device === undefined) this.skip();
      processes = new LearnersElsewhere();
    });
    after(() => processes?.close());

    it('conforms with a perceptron of classes with dropout', async () => {
      const description = describeLearner({ model: mlp({ hidden: [8], dropout: 0.2 }), optimizer: adam() });
      await checkLearner(async (description) => {
        const { learner, engine } = await processes.create(description, 'webgpu');
        assert.equal(engine, 'webgpu');
        return learner;
      }, description);
    });

    for (const [what, changes] of Object.entries(networks)) {
      it(`trains and predicts to 1e-3 as cpu does: ${what}`, async () => {
        const description = describeLearner({ optimizer: adam({ learningRate: 0.02 }), ...changes });
        const { learner, engine } = await processes.create(description, 'webgpu');
        assert.equal(engine, 'webgpu');
        const { learner: cpu } = await createLearner(description, 'cpu');
        const near = { relative: 1e-3, floor: 1e-3 };
        assertClose(await learner.weights(), await cpu.weights(), { relative: 0, floor: 0, what: 'initial weight' });
        for (let step = 1; step <= 5; step++) {
          const batch = toyBatch(description, step === 4 ? 3 : 16, step);
          const losses = [await learner.train(batch, step), await cpu.train(batch, step)] as const;
          assertClose([losses[0]], [losses[1]], { ...near, what: `loss of step ${step}` });
        }
        assertClose(await learner.weights(), await cpu.weights(), { ...near, what: 'weight' });
        const batch = toyBatch(description, 5, 100);
        assertClose(await learner.predict(batch), await cpu.predict(batch), { ...near, what: 'prediction' });
        learner.dispose();
        cpu.dispose();
      });
    }

    it('predicts the same bytes again, also of what depends on weights alone', async () => {
      const model = { module: new URL('../../support/weightsAlone.js', import.meta.url), export: 'weightsAlone' };
      const description = describeLearner({ model, target: 'Values', inputShape: [64], outputs: 64 });
      const { learner, engine } = await processes.create(description, 'webgpu');
      assert.equal(engine, 'webgpu');
      learner.load(await learner.weights());
      const batch = toyBatch(description, 3);
      assert.deepEqual(await learner.predict(batch), await learner.predict(batch));
    });

    it('tells the name of its adapter, and finds that by a part of it', async () => {
      const { device } = await processes.create(describeLearner(), 'webgpu');
      assert.ok(device !== '' && device !== 'CPU');
      const other = new LearnersElsewhere();
      const named = await other.create(describeLearner(), 'webgpu', device.slice(1));
      assert.deepEqual([named.engine, named.device], ['webgpu', device]);
      await other.close();
    });

    it('gives way where there is no such adapter, and names those that there are', async () => {
      const { device } = await processes.create(describeLearner(), 'webgpu');
      const other = new LearnersElsewhere();
      const { engine, reasons } = await other.create(describeLearner(), 'webgpu', 'no such thing');
      assert.equal(engine, 'fast');
      assert.match(reasons.join(), /^webgpu: there is no adapter 'no such thing'; there are '/);
      assert.ok(reasons.join().includes(device));
      await other.close();
    });

    it('gives way where the network does not train on it', async () => {
      const model: ModelBuilder = ({ input, outputs }) =>
        tf.sequential({
          layers: [
            tf.layers.reshape({ targetShape: [3, 2, 2, 1], inputShape: [...input] }),
            // None of tfjs's backends has its gradient, nor is it mended.
            tf.layers.conv3d({ filters: 2, kernelSize: 2, dilationRate: 2, padding: 'same' }),
            tf.layers.flatten(),
            tf.layers.dense({ units: outputs }),
          ],
        });
      const create = processes.create(describeLearner({ model, inputShape: [6, 2] }), 'webgpu');
      await assert.rejects(create, /webgpu: the network does not train: .*dilation/);
    });
  });
});
