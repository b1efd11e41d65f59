import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { weighted } from '../../../../lib/engine/tfjs/loss/weighted.js';
import { assertSameStep, layers, lossNamed, ROWS, traceable } from '../../../support/parity.js';

/** `sparseCategoricalCrossentropy` is not here: it wants numbers of classes, and a target's labels are one-hot. */
const named = [
  'meanSquaredError',
  'meanAbsoluteError',
  'meanAbsolutePercentageError',
  'meanSquaredLogarithmicError',
  'squaredHinge',
  'hinge',
  'categoricalHinge',
  'logcosh',
  'categoricalCrossentropy',
  'binaryCrossentropy',
  'kullbackLeiblerDivergence',
  'poisson',
  'cosineProximity',
] as const;

const fromLogits = {
  softmaxCrossEntropy: tf.losses.softmaxCrossEntropy,
  sigmoidCrossEntropy: tf.losses.sigmoidCrossEntropy,
} as const;
const { NONE } = tf.Reduction;

const network = (activation: 'softmax' | 'linear') =>
  layers(
    tf.layers.dense({
      units: 7,
      activation: 'tanh',
      inputShape: [4],
      kernelInitializer: tf.initializers.glorotNormal({ seed: 1 }),
    }),
    tf.layers.dense({ units: 3, activation, kernelInitializer: tf.initializers.glorotNormal({ seed: 2 }) }),
  );

/** The losses that tfjs offers beside those of its layers; a user's own loss may be one. */
const others = {
  absoluteDifference: tf.losses.absoluteDifference,
  cosineDistance: (labels: tf.Tensor, output: tf.Tensor) => tf.losses.cosineDistance(labels, output, 1),
  hingeLoss: tf.losses.hingeLoss,
  huberLoss: tf.losses.huberLoss,
  logLoss: tf.losses.logLoss,
  meanSquaredError: tf.losses.meanSquaredError,
} as const;

describe('losses of the fast engine', () => {
  it("are all of tfjs's", () => {
    // A loss that is given its weights.
    const rest = ['computeWeightedLoss'];
    const known = [...Object.keys(others), ...Object.keys(fromLogits), ...rest];
    assert.deepEqual(Object.keys(tf.losses).sort(), known.sort());
  });

  for (const [name, loss] of Object.entries(others)) {
    it(`${name} of tf.losses is tfjs's`, () => {
      assertSameStep(
        traceable(network('softmax'), { loss: (labels, output) => loss(labels, output), isClassifier: true }),
      );
    });
  }

  for (const name of named) {
    it(`${name} is tfjs's`, () => {
      assertSameStep(traceable(network('softmax'), { loss: lossNamed(name), isClassifier: true }));
    });

    it(`${name} of rows with weights is tfjs's of each row, times its weight`, () => {
      const model = traceable(network('softmax'), { loss: lossNamed(name), isClassifier: true });
      assertSameStep(model, ROWS, 1, { isWeighted: true });
    });
  }

  for (const [name, loss] of Object.entries(fromLogits)) {
    it(`${name} from logits is tfjs's`, () => {
      const predict = (output: tf.Tensor) => tf.softmax(output as tf.Tensor2D);
      const model = traceable(network('linear'), {
        loss: (labels, output) => loss(labels, output),
        weightedLoss: (labels, output, weights) => weighted(tf, loss(labels, output, undefined, 0, NONE), weights),
        ...{ predict, isClassifier: true },
      });
      assertSameStep(model);
      assertSameStep(model, ROWS, 1, { isWeighted: true });
    });
  }
});
