import assert, { AssertionError } from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { ConfigError } from '../../lib/errors.js';
import type { ModelBuilder } from '../../lib/models/Model.js';
import { mlp } from '../../lib/models/mlp.js';
import { checkModel } from '../../lib/testing/index.js';

const inputShapes = [[5]];

const linear =
  (seedOf: (seed: number) => number | undefined, options: object = {}): ModelBuilder =>
  ({ input, outputs, seed }) => {
    const chosen = seedOf(seed);
    const kernelInitializer = tf.initializers.glorotUniform(chosen === undefined ? {} : { seed: chosen });
    return tf.sequential({
      layers: [tf.layers.dense({ units: outputs, inputShape: [...input], kernelInitializer, ...options })],
    });
  };

const fails = (model: ModelBuilder, said: RegExp) =>
  assert.rejects(
    checkModel(model, { inputShapes }),
    (error) => error instanceof AssertionError && said.test(error.message),
  );

describe('checkModel', () => {
  it('passes a linear model, built in or built by hand', async () => {
    await checkModel(mlp({ hidden: [] }), { inputShapes });
    await checkModel(
      linear((seed) => seed),
      { inputShapes },
    );
  });

  it('finds a model whose initial weights do not come from the seed', async () => {
    await fails(
      linear(() => undefined),
      /the same seed gives the same initial weights/,
    );
    await fails(
      linear(() => 3),
      /another seed gives other initial weights/,
    );
  });

  it('finds a model that learns no better than a constant', async () => {
    const blind: ModelBuilder = ({ input, outputs, seed }) => {
      const kernelInitializer = tf.initializers.glorotUniform({ seed });
      return tf.sequential({
        layers: [
          tf.layers.thresholdedReLU({ theta: 100, inputShape: [...input] }),
          tf.layers.dense({ units: outputs, kernelInitializer }),
        ],
      });
    };
    await fails(blind, /right, where the most frequent class has/);
  });

  it('finds a model that does not fit its target, or not every shape', async () => {
    const squashed = linear((seed) => seed, { activation: 'softmax' });
    await assert.rejects(checkModel(squashed, { inputShapes }), ConfigError);
    await assert.rejects(checkModel(linear((seed) => seed)), ConfigError);
  });

  it('finds a description that is not plain data', async () => {
    const model = { model: 'mlp', parameters: { hidden: [8], activation: () => 'relu' } };
    await assert.rejects(checkModel(model as never));
  });
});
