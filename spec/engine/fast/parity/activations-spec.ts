import * as tf from '@tensorflow/tfjs';
import { assertSameStep, layers, traceable } from '../../../support/parity.js';

const names = [
  'elu',
  'selu',
  'relu',
  'relu6',
  'linear',
  'sigmoid',
  'hardSigmoid',
  'softplus',
  'softsign',
  'tanh',
  'softmax',
  'logSoftmax',
  'swish',
  'mish',
  'gelu',
  'gelu_new',
] as const;

describe('activations of the fast engine', () => {
  for (const activation of names) {
    it(`${activation} is tfjs's`, () => {
      const kernelInitializer = () => tf.initializers.randomNormal({ stddev: 1, seed: 5 });
      // Its type leaves out `gelu` and `gelu_new`.
      const named = { activation } as { readonly activation: 'relu' };
      assertSameStep(
        traceable(
          layers(
            tf.layers.dense({ units: 9, ...named, inputShape: [4], kernelInitializer: kernelInitializer() }),
            tf.layers.dense({ units: 3, kernelInitializer: kernelInitializer() }),
          ),
        ),
      );
    });
  }

  it("layers of activations are tfjs's", () => {
    const kernelInitializer = () => tf.initializers.randomNormal({ stddev: 1, seed: 5 });
    const dense = () => tf.layers.dense({ units: 6, kernelInitializer: kernelInitializer() });
    assertSameStep(
      traceable(
        layers(
          tf.layers.dense({ units: 6, inputShape: [4], kernelInitializer: kernelInitializer() }),
          tf.layers.leakyReLU({ alpha: 0.1 }),
          dense(),
          tf.layers.elu(),
          dense(),
          tf.layers.prelu({ alphaInitializer: tf.initializers.constant({ value: 0.25 }) }),
          dense(),
          tf.layers.reLU({ maxValue: 6 }),
          dense(),
          tf.layers.softmax(),
        ),
      ),
    );
  });
});
