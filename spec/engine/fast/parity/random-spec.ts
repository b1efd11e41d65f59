import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { multiHeadAttention, temporalConv1d } from '../../../../lib/models/index.js';
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

const glorot = (seed: number) => tf.initializers.glorotNormal({ seed });
const width = fc.integer({ min: 1, max: 6 });
const l = tf.layers;
type MakeLayer = (seed: number) => tf.layers.Layer;

/** Layers from sequences to sequences, which can follow each other in any order; each wants a few steps. */
const sequenceLayers: fc.Arbitrary<{ readonly name: string; readonly make: MakeLayer }> = fc.oneof(
  fc.record({ units: width, activation: activations }).map((options) => ({
    name: `dense ${options.units} ${options.activation}`,
    make: (seed: number) => l.dense({ ...options, kernelInitializer: glorot(seed) }),
  })),
  fc
    .record({
      ...{ filters: width, kernelSize: fc.constantFrom(1, 2, 3), strides: fc.constantFrom(1, 2) },
      ...{ padding: fc.constant('same' as const), activation: fc.constantFrom('tanh' as const, 'elu' as const) },
    })
    .map((options) => ({
      name: `conv1d ${JSON.stringify(options)}`,
      make: (seed: number) => l.conv1d({ ...options, kernelInitializer: glorot(seed) }),
    })),
  fc
    .record({ kind: fc.constantFrom('lstm', 'gru', 'simpleRNN', 'both ways'), units: width, useBias: fc.boolean() })
    .map(({ kind, ...options }) => ({
      name: `${kind} ${options.units} ${options.useBias}`,
      make: (seed: number) => {
        const initial = { kernelInitializer: glorot(seed), recurrentInitializer: glorot(seed + 1) };
        const all = { ...options, ...initial, returnSequences: true };
        if (kind === 'lstm') return l.lstm(all);
        if (kind === 'gru') return l.gru({ ...all, recurrentActivation: 'sigmoid' });
        if (kind === 'simpleRNN') return l.simpleRNN(all);
        // It makes both of its layers from this one's configuration, so from the same initial weights.
        return l.bidirectional({ layer: l.simpleRNN(all) as tf.RNN, mergeMode: 'concat' });
      },
    })),
  fc.constantFrom('max', 'average').map((kind) => ({
    name: `${kind} pooling`,
    make: () => {
      const options = { poolSize: 2, padding: 'same' } as const;
      return kind === 'max' ? l.maxPooling1d(options) : l.averagePooling1d(options);
    },
  })),
  fc.constant({ name: 'layer normalisation', make: () => l.layerNormalization({ epsilon: 0.01 }) }),
  fc
    .record({ heads: fc.integer({ min: 1, max: 3 }), keySize: fc.integer({ min: 1, max: 4 }), causal: fc.boolean() })
    .map((options) => ({
      name: `attention ${JSON.stringify(options)}`,
      make: (seed: number) => multiHeadAttention(tf, { ...options, seed }),
    })),
  fc
    .record({ filters: width, kernelSize: fc.constantFrom(1, 2, 3), dilation: fc.constantFrom(1, 2, 3) })
    .map((options) => ({
      name: `causal convolution ${JSON.stringify(options)}`,
      make: (seed: number) => temporalConv1d(tf, { ...options, seed }),
    })),
);
const ends = fc.constantFrom('flatten', 'mean', 'max', 'lstm', 'gru').map((name) => ({
  name,
  make: (seed: number) => {
    const recurrent = { units: 3, kernelInitializer: glorot(seed), recurrentInitializer: glorot(seed + 1) };
    if (name === 'flatten') return l.flatten();
    if (name === 'mean') return l.globalAveragePooling1d();
    if (name === 'max') return l.globalMaxPooling1d();
    return name === 'lstm' ? l.lstm(recurrent) : l.gru(recurrent);
  },
}));
// Of three layers that halve the steps two are left: tfjs cannot train a recurrent layer on one.
const sequences = fc
  .record({
    ...{ steps: fc.integer({ min: 9, max: 14 }), features: fc.integer({ min: 1, max: 4 }), outputs: width },
    ...{ layers: fc.array(sequenceLayers, { minLength: 1, maxLength: 3 }), end: ends },
    ...{ rows: fc.constantFrom(1, 5, 32), seed: fc.integer({ min: 1, max: 1_000_000 }) },
  })
  .filter(({ layers: inner, end }) => {
    const names = [...inner, end].map(({ name }) => name).join();
    // These make steps all but equal, and which of equal ones is the greatest is no question of parity.
    return !(names.includes('max') && /attention|normalisation/.test(names));
  });
type Sequence = typeof sequences extends fc.Arbitrary<infer T> ? T : never;

function buildSequence({ steps, features, outputs, layers: inner, end, seed }: Sequence) {
  return traceable(
    layers(
      l.inputLayer({ inputShape: [steps, features] }),
      ...[...inner, end].map(({ make }, i) => make(seed + 10 * i)),
      l.dense({ units: outputs, kernelInitializer: glorot(seed + 99) }),
    ),
  );
}

/** Where large summands cancel, little is left of them: a layer normalisation alone can magnify that tenfold. */
const FLOOR = 5e-6;
const seed = Date.now() % 0x7fffffff;

/** Each time others; the title has the seed, and a failure the path too, with which they can be repeated. */
describe(`random networks on the fast engine (seed ${seed})`, () => {
  it('of sequences have the loss, gradients and predictions of tfjs', () => {
    fc.assert(
      fc.property(sequences, (network) =>
        assertSameStep(buildSequence(network), [network.rows], network.seed, { floor: FLOOR }),
      ),
      { numRuns: 30, seed },
    );
  });

  it('have the loss, gradients and predictions of tfjs', () => {
    fc.assert(
      fc.property(networks, (network) => assertSameStep(build(network), [network.rows], network.seed)),
      { numRuns: 60, seed },
    );
  });

  it('have the weights of tfjs after 20 steps of Adam', () => {
    fc.assert(
      fc.property(networks, (network) => {
        assertSameTraining(build(network), { optimizer: adam({ learningRate: 0.01 }), rows: network.rows, steps: 20 });
      }),
      { numRuns: 15, seed },
    );
  });
});
