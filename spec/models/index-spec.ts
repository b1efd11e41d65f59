import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as tf from '@tensorflow/tfjs';
import * as models from '../../lib/models/index.js';
import { adam, sgd } from '../../lib/optimizers/index.js';
import { type CheckModelOptions, checkModel } from '../../lib/testing/index.js';
import { availableEngines } from '../support/engines.js';

const withDropout: models.ModelBuilder = ({ input, outputs, seed }) =>
  tf.sequential({
    layers: [
      tf.layers.inputLayer({ inputShape: [...input] }),
      ...(input.length > 1 ? [tf.layers.flatten()] : []),
      tf.layers.dense({ units: 32, activation: 'relu', kernelInitializer: tf.initializers.glorotUniform({ seed }) }),
      models.dropout(tf, { rate: 0.1 }),
      tf.layers.dense({ units: outputs, kernelInitializer: tf.initializers.glorotUniform({ seed: seed + 100 }) }),
    ],
  });

const few: readonly models.PoolMember[] = [
  { model: models.mlp(), optimizer: adam({ learningRate: 0.01 }), view: 'scaled' },
  { model: models.mlp({ hidden: [] }), optimizer: sgd({ learningRate: 0.1 }), view: 'encoded' },
];

/** One entry for every export, which the compiler and the first spec hold this to. */
const checks: Record<keyof typeof models, (options: CheckModelOptions) => Promise<void>> = {
  mlp: (options) => checkModel(models.mlp(), options),
  dropout: (options) => checkModel(withDropout, options),
  // Where its members are computed together all of them; elsewhere each is a learner of its own.
  pool: (options) => checkModel(options.engine === 'fast' ? models.pool() : models.pool({ members: few }), options),
};

describe('models', () => {
  it('are all under the conformance suite', () => {
    assert.deepEqual(Object.keys(checks).sort(), Object.keys(models).sort());
  });

  for (const engine of availableEngines) {
    for (const [name, check] of Object.entries(checks)) {
      it(`${name} conforms on ${engine}`, () => check({ engine }));
    }
  }

  it('do not load tfjs', () => {
    const file = new URL('../../lib/models/index.js', import.meta.url);
    const script = `const { mlp } = await import('${file}'); mlp(); console.log(globalThis._tfengine === undefined)`;
    const said = execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' });
    assert.equal(said.trim(), 'true');
  });
});
