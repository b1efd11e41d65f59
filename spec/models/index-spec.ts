import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as tf from '@tensorflow/tfjs';
import * as models from '../../lib/models/index.js';
import { adam, sgd } from '../../lib/optimizers/index.js';
import { type CheckModelOptions, checkModel } from '../../lib/testing/index.js';
import { engines, itOn } from '../support/engines.js';

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
/** A layer of our own in a network of one's own, on sequences. */
function around(layer: (seed: number) => tf.layers.Layer): models.ModelBuilder {
  return ({ input, outputs, seed }) =>
    tf.sequential({
      layers: [
        tf.layers.inputLayer({ inputShape: [...input] }),
        ...(input.length === 1 ? [tf.layers.reshape({ targetShape: [input[0]!, 1] })] : []),
        layer(seed),
        tf.layers.flatten(),
        tf.layers.dense({ units: outputs, kernelInitializer: tf.initializers.glorotUniform({ seed: seed + 100 }) }),
      ],
    });
}

const withAttention = around((seed) => models.multiHeadAttention(tf, { heads: 2, keySize: 8, seed }));
const withConvolution = around((seed) => models.temporalConv1d(tf, { filters: 8, kernelSize: 2, dilation: 2, seed }));
const withResetAfter = around((seed) => models.resetAfterGru(tf, { units: 8, returnSequences: true, seed }));
const withEchoes = around((seed) => models.echoState(tf, { units: 24, returnSequences: true, seed }));

/** tfjs's plain JavaScript takes seconds for what it trains on others in a moment. */
const small = (options: CheckModelOptions): CheckModelOptions =>
  options.engine === 'cpu' ? { ...options, inputShapes: [[3, 2]] } : options;

/** One entry for every export, which the compiler and the first spec hold this to. */
const checks: Record<keyof typeof models, (options: CheckModelOptions) => Promise<void>> = {
  mlp: (options) => checkModel(models.mlp(), options),
  lstm: (options) => checkModel(models.lstm({ units: [8, 8] }), small(options)),
  gru: (options) => checkModel(models.gru({ units: [12] }), small(options)),
  ernn: (options) => checkModel(models.ernn({ units: [12], returnSequences: true, dense: [8] }), small(options)),
  cnn: (options) => checkModel(models.cnn({ filters: [8, 8], dense: [8] }), small(options)),
  esn: (options) => checkModel(models.esn({ units: [24], returnSequences: true }), small(options)),
  tcn: (options) => checkModel(models.tcn({ filters: 8, dilations: [1, 2, 4] }), small(options)),
  transformer: (options) => checkModel(models.transformer({ layers: 1, dropout: 0 }), small(options)),
  temporalConv1d: (options) => checkModel(withConvolution, small(options)),
  multiHeadAttention: (options) => checkModel(withAttention, { ...small(options), inputShapes: [[3, 6]] }),
  resetAfterGru: (options) => checkModel(withResetAfter, small(options)),
  echoState: (options) => checkModel(withEchoes, small(options)),
  dropout: (options) => checkModel(withDropout, options),
  // Where its members are computed together all of them; elsewhere each is a learner of its own.
  pool: (options) => checkModel(options.engine === 'fast' ? models.pool() : models.pool({ members: few }), options),
};

describe('models', () => {
  it('are all under the conformance suite', () => {
    assert.deepEqual(Object.keys(checks).sort(), Object.keys(models).sort());
  });

  for (const engine of engines) {
    for (const [name, check] of Object.entries(checks)) {
      itOn(engine, `${name} conforms on ${engine}`, () => check({ engine }));
    }
  }

  it('do not load tfjs', () => {
    const file = new URL('../../lib/models/index.js', import.meta.url);
    const script = `const { mlp } = await import('${file}'); mlp(); console.log(globalThis._tfengine === undefined)`;
    const said = execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' });
    assert.equal(said.trim(), 'true');
  });
});
