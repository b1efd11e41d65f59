import * as tf from '@tensorflow/tfjs';
import { adagrad, adam, momentum, rmsprop, sgd } from '../../../../lib/optimizers/index.js';
import { assertSameTraining, layers, traceable } from '../../../support/parity.js';

const all = [
  sgd({ learningRate: 0.05 }),
  momentum({ learningRate: 0.02, momentum: 0.8 }),
  rmsprop({ learningRate: 0.003 }),
  adagrad({ learningRate: 0.05 }),
  adam({ learningRate: 0.005 }),
];

const network = () =>
  traceable(
    layers(
      tf.layers.dense({
        units: 9,
        activation: 'relu',
        inputShape: [5],
        kernelInitializer: tf.initializers.glorotNormal({ seed: 1 }),
      }),
      tf.layers.dense({ units: 3, kernelInitializer: tf.initializers.glorotNormal({ seed: 2 }) }),
    ),
    {
      loss: (labels, output) => tf.losses.softmaxCrossEntropy(labels, output),
      predict: (output) => tf.softmax(output as tf.Tensor2D),
      isClassifier: true,
    },
  );

describe('optimizers of the fast engine', () => {
  for (const optimizer of all) {
    for (const rows of [1, 5, 32]) {
      it(`${optimizer.optimizer} has tfjs's weights after 100 steps of ${rows}`, () => {
        assertSameTraining(network(), { optimizer, rows });
      });
    }
  }
});
