import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as tf from '@tensorflow/tfjs';
import { createLearner } from '../../lib/engine/createLearner.js';
import type { EngineName, LearnerDescription } from '../../lib/engine/LearnerDescription.js';
import { ConfigError } from '../../lib/errors.js';
import { dropout } from '../../lib/models/layers/dropout.js';
import type { ModelBuilder } from '../../lib/models/Model.js';
import { mlp } from '../../lib/models/mlp.js';
import * as optimizers from '../../lib/optimizers/index.js';
import { checkLearner } from '../../lib/testing/index.js';
import { availableEngines, describeLearner, engines, itOn } from '../support/engines.js';
import { silent } from '../support/silent.js';

const seeded = (seed: number) => tf.initializers.glorotUniform({ seed });

/** Convolutions, pooling, dropout and batch normalization, whose averages are weights that are not trained. */
const convolutional: ModelBuilder = ({ input, outputs, seed }) =>
  tf.sequential({
    layers: [
      tf.layers.conv1d({
        ...{ filters: 6, kernelSize: 3, padding: 'same', activation: 'relu', inputShape: [...input] },
        kernelInitializer: seeded(seed),
      }),
      tf.layers.maxPooling1d({ poolSize: 2 }),
      tf.layers.batchNormalization(),
      tf.layers.flatten(),
      dropout(tf, { rate: 0.1 }),
      tf.layers.dense({ units: outputs, kernelInitializer: seeded(seed + 1) }),
    ],
  });

const recurrent: ModelBuilder = ({ input, outputs, seed }) =>
  tf.sequential({
    layers: [
      tf.layers.lstm({
        ...{
          units: 6,
          inputShape: [...input],
          kernelInitializer: seeded(seed),
          recurrentInitializer: seeded(seed + 1),
        },
      }),
      tf.layers.dense({ units: outputs, kernelInitializer: seeded(seed + 2) }),
    ],
  });

const adam = optimizers.adam({ learningRate: 0.02 });

/** What every engine must conform in. */
const descriptions: { readonly [what: string]: Partial<LearnerDescription> } = {
  'a perceptron of classes with dropout': { model: mlp({ hidden: [32, 7], dropout: 0.2 }), optimizer: adam },
  'a perceptron of values': { target: 'Values', outputs: 3, optimizer: adam },
  'a linear model of three classes': { model: mlp({ hidden: [] }), outputs: 3 },
  'a perceptron with a named loss': { loss: 'categoricalCrossentropy', optimizer: adam },
  'a convolutional network': { model: convolutional, inputShape: [6, 3], optimizer: adam },
  'a recurrent network': { model: recurrent, inputShape: [5, 2], target: 'Values', optimizer: adam },
  ...Object.fromEntries(
    Object.values(optimizers).map((make) => [`${make.name}`, { optimizer: make({ learningRate: 0.05 }) }]),
  ),
};

describe('createLearner', () => {
  for (const engine of engines) {
    for (const [what, changes] of Object.entries(descriptions)) {
      itOn(engine, `conforms on ${engine} with ${what}`, () =>
        checkLearner(async (description) => {
          const { learner, engine: had, device, reasons } = await createLearner(description, engine);
          assert.deepEqual([had, reasons], [engine, []]);
          assert.ok(device === 'CPU' || (engine === 'tensorflow' && device === 'GPU'));
          return learner;
        }, describeLearner(changes)),
      );
    }
  }

  it('chooses the first engine that can be had, and says nothing where there is nothing to say', async () => {
    const logger = silent();
    const { engine, reasons } = await createLearner(describeLearner(), 'auto', logger);
    assert.equal(engine, availableEngines[0]);
    assert.deepEqual(reasons, []);
    assert.deepEqual(logger.said, []);
  });

  it('takes the next where the one that was asked for cannot be had, and says why', async () => {
    const missing = (['fast', 'tensorflow', 'webgpu'] as const).filter((name) => !availableEngines.includes(name));
    for (const name of missing) {
      const logger = silent();
      const { engine, reasons } = await createLearner(describeLearner(), name, logger);
      assert.equal(engine, availableEngines[0]);
      assert.equal(reasons.length, 1);
      assert.ok(reasons[0]!.startsWith(`${name}: `));
      assert.deepEqual(logger.said, [`the engine is ${engine}, since ${reasons[0]}`]);
    }
  });

  it('takes the next where a network does not train on an engine', async () => {
    // Complex numbers are among the kernels that wasm does not have.
    class Magnitude extends tf.layers.Layer {
      static readonly className = 'Magnitude';
      override call(input: tf.Tensor | tf.Tensor[]): tf.Tensor {
        const x = Array.isArray(input) ? input[0]! : input;
        return tf.real(tf.complex(x, tf.zerosLike(x)));
      }
    }
    const model: ModelBuilder = ({ input, outputs }) =>
      tf.sequential({
        layers: [new Magnitude({ inputShape: [...input] }), tf.layers.dense({ units: outputs })],
      });
    const { engine, reasons, learner } = await createLearner(describeLearner({ model }), 'wasm', silent());
    assert.equal(engine, 'cpu');
    assert.match(reasons.join(), /^wasm: the network does not train: .*Complex/);
    assert.equal((await learner.predict({ x: new Float32Array(4), rows: 1 })).length, 2);
  });

  it('says what is wrong with a network that trains on no engine', async () => {
    const model: ModelBuilder = ({ input, outputs }) =>
      tf.sequential({
        layers: [
          tf.layers.conv1d({ filters: 2, kernelSize: 2, padding: 'causal', inputShape: [...input] }),
          tf.layers.flatten(),
          tf.layers.dense({ units: outputs }),
        ],
      });
    await assert.rejects(
      createLearner(describeLearner({ model, inputShape: [6, 2] }), 'cpu'),
      (error) => error instanceof ConfigError && /cpu: the network does not train: .*CAUSAL/.test(error.message),
    );
    await assert.rejects(
      createLearner(describeLearner({ model, inputShape: [6, 2] }), 'auto'),
      (error) => error instanceof Error && !error.message.includes('tensorflow'),
      'what is large is not loaded where nobody asks for it',
    );
  });

  it('refuses an engine that it has never heard of', async () => {
    await assert.rejects(
      createLearner(describeLearner(), 'gpu' as EngineName),
      (error) => error instanceof ConfigError && /auto, fast, tensorflow, webgpu, wasm, cpu/.test(error.message),
    );
  });

  it('loads no tfjs before it is called, and then without its advert', () => {
    const file = new URL('../../lib/engine/createLearner.js', import.meta.url);
    const script = `
      const { createLearner } = await import('${file}');
      const before = globalThis._tfengine === undefined;
      const description = ${JSON.stringify(describeLearner())};
      const { learner } = await createLearner(description, 'cpu', console);
      learner.predict({ x: new Float32Array(4), rows: 1 });
      console.log(before, globalThis._tfengine !== undefined);`;
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
      encoding: 'utf8',
    });
    assert.equal(stdout + stderr, 'true true\n');
  });
});
