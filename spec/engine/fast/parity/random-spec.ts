import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { adam } from '../../../../lib/optimizers/index.js';
import { assertSameStep, assertSameTraining, layers, traceable } from '../../../support/parity.js';

const activations = fc.constantFrom('relu', 'tanh', 'sigmoid', 'elu', 'linear', 'swish', 'softplus');

const networks = fc.record({
  inputs: fc.integer({ min: 1, max: 20 }),
  hidden: fc.array(
    fc.record({ units: fc.integer({ min: 1, max: 40 }), activation: activations, useBias: fc.boolean() }),
    {
      maxLength: 3,
    },
  ),
  outputs: fc.integer({ min: 1, max: 12 }),
  rows: fc.integer({ min: 1, max: 40 }),
  seed: fc.integer({ min: 1, max: 1_000_000 }),
});

type Network = typeof networks extends fc.Arbitrary<infer T> ? T : never;

function build({ inputs, hidden, outputs, seed }: Network) {
  const kernelInitializer = (layer: number) => tf.initializers.glorotNormal({ seed: seed + layer });
  return traceable(
    layers(
      tf.layers.inputLayer({ inputShape: [inputs] }),
      ...hidden.map(
        (options, i) => tf.layers.dense({ ...options, kernelInitializer: kernelInitializer(i) }) as tf.layers.Layer,
      ),
      tf.layers.dense({ units: outputs, kernelInitializer: kernelInitializer(9) }),
    ),
    outputs > 1 ? { loss: (labels, output) => tf.losses.softmaxCrossEntropy(labels, output), isClassifier: true } : {},
  );
}

/** A failure prints fast-check's seed and path, with which it can be repeated. */
describe('random networks on the fast engine', () => {
  it('have the loss, gradients and predictions of tfjs', () => {
    fc.assert(
      fc.property(networks, (network) => assertSameStep(build(network), [network.rows], network.seed)),
      { numRuns: 60 },
    );
  });

  it('have the weights of tfjs after 20 steps of Adam', () => {
    fc.assert(
      fc.property(networks, (network) => {
        assertSameTraining(build(network), { optimizer: adam({ learningRate: 0.01 }), rows: network.rows, steps: 20 });
      }),
      { numRuns: 15 },
    );
  });
});
