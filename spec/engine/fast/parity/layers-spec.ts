import * as tf from '@tensorflow/tfjs';
import { adam } from '../../../../lib/optimizers/index.js';
import { assertSameStep, assertSameTraining, layers, traceable } from '../../../support/parity.js';

const l = tf.layers;
const kernelInitializer = () => tf.initializers.glorotUniform({ seed: 3 });
const recurrentInitializer = () => tf.initializers.glorotUniform({ seed: 4 });
const dense = (units: number) => l.dense({ units, kernelInitializer: kernelInitializer() });
const recurrent = { kernelInitializer, recurrentInitializer };
const made = <T extends Record<string, () => unknown>>(makers: T) =>
  Object.fromEntries(Object.entries(makers).map(([name, make]) => [name, make()])) as {
    readonly [K in keyof T]: ReturnType<T[K]>;
  };

const networks: Readonly<Record<string, () => tf.LayersModel>> = {
  'dense on sequences, flatten': () =>
    layers(
      l.dense({ units: 5, activation: 'relu', inputShape: [3, 2], ...made({ kernelInitializer }) }),
      l.flatten(),
      dense(3),
    ),
  'reshape, permute': () =>
    layers(l.reshape({ targetShape: [3, 4], inputShape: [12] }), l.permute({ dims: [2, 1] }), l.flatten(), dense(3)),
  'repeat vector, time distributed': () =>
    layers(
      l.dense({ units: 4, inputShape: [4], ...made({ kernelInitializer }) }),
      l.repeatVector({ n: 3 }),
      l.timeDistributed({ layer: dense(4) }),
      l.flatten(),
      dense(3),
    ),
  'simple rnn': () => layers(l.simpleRNN({ units: 6, inputShape: [5, 3], ...made(recurrent) }), dense(2)),
  lstm: () => layers(l.lstm({ units: 6, inputShape: [5, 3], ...made(recurrent) }), dense(2)),
  gru: () => layers(l.gru({ units: 6, inputShape: [5, 3], ...made(recurrent) }), dense(2)),
  'stacked recurrent layers that return sequences': () =>
    layers(
      l.lstm({ units: 5, returnSequences: true, inputShape: [4, 3], ...made(recurrent) }),
      l.gru({ units: 4, returnSequences: true, ...made(recurrent) }),
      l.simpleRNN({ units: 4, goBackwards: true, ...made(recurrent) }),
      dense(2),
    ),
  'bidirectional lstm': () =>
    layers(
      l.bidirectional({
        layer: l.lstm({ units: 4, ...made(recurrent) }) as tf.RNN,
        mergeMode: 'concat',
        inputShape: [4, 3],
      }),
      dense(2),
    ),
  'bidirectional gru that returns sequences': () =>
    layers(
      l.bidirectional({
        layer: l.gru({ units: 4, returnSequences: true, ...made(recurrent) }) as tf.RNN,
        mergeMode: 'sum',
        inputShape: [4, 3],
      }),
      l.flatten(),
      dense(2),
    ),
  'conv1d valid, max pooling': () =>
    layers(
      l.conv1d({ filters: 5, kernelSize: 3, activation: 'relu', inputShape: [11, 2], ...made({ kernelInitializer }) }),
      l.maxPooling1d({ poolSize: 2 }),
      l.conv1d({ filters: 9, kernelSize: 2, activation: 'tanh', ...made({ kernelInitializer }) }),
      l.flatten(),
      dense(3),
    ),
  ...Object.fromEntries(
    [2, 3, 4, 5].map((kernelSize) => [
      `conv1d of ${kernelSize} steps by 16 filters and more`,
      () =>
        layers(
          l.conv1d({
            ...{ filters: 16, kernelSize, padding: 'same', activation: 'relu', inputShape: [13, 18] },
            ...made({ kernelInitializer }),
          }),
          l.conv1d({ filters: 17, kernelSize, useBias: false, activation: 'tanh', ...made({ kernelInitializer }) }),
          l.globalAveragePooling1d(),
          dense(3),
        ),
    ]),
  ),
  'conv1d same, strides, global average pooling': () =>
    layers(
      l.conv1d({
        filters: 6,
        kernelSize: 3,
        strides: 2,
        padding: 'same',
        inputShape: [9, 3],
        ...made({ kernelInitializer }),
      }),
      l.globalAveragePooling1d(),
      dense(3),
    ),
  'conv1d of width 1, global max pooling': () =>
    layers(
      l.conv1d({ filters: 6, kernelSize: 1, inputShape: [9, 3], ...made({ kernelInitializer }) }),
      l.globalMaxPooling1d(),
      dense(3),
    ),
  'conv2d valid, max pooling': () =>
    layers(
      l.conv2d({
        filters: 5,
        kernelSize: 3,
        activation: 'relu',
        inputShape: [8, 7, 2],
        ...made({ kernelInitializer }),
      }),
      l.maxPooling2d({ poolSize: [2, 3] }),
      l.flatten(),
      dense(3),
    ),
  'conv2d same, strides, overlapping max pooling': () =>
    layers(
      l.conv2d({
        ...{ filters: 3, kernelSize: [3, 2], strides: [2, 1], padding: 'same', inputShape: [8, 7, 2] },
        ...made({ kernelInitializer }),
      }),
      l.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' }),
      l.flatten(),
      dense(3),
    ),
  'average pooling, valid and same': () =>
    layers(
      l.averagePooling2d({ poolSize: 2, strides: 1, inputShape: [6, 6, 3] }),
      l.conv2d({ filters: 5, kernelSize: 2, ...made({ kernelInitializer }) }),
      l.averagePooling2d({ poolSize: 3, strides: 2, padding: 'same' }),
      l.globalAveragePooling2d({}),
      dense(3),
    ),
  'transposed convolution, cropping, zero padding': () =>
    layers(
      l.conv2dTranspose({ filters: 2, kernelSize: 3, inputShape: [3, 3, 2], ...made({ kernelInitializer }) }),
      l.zeroPadding2d({ padding: [1, 2] }),
      l.cropping2D({
        cropping: [
          [1, 0],
          [0, 2],
        ],
      }),
      l.flatten(),
      dense(3),
    ),
  'layer normalisation': () =>
    layers(l.dense({ units: 9, inputShape: [4], ...made({ kernelInitializer }) }), l.layerNormalization(), dense(3)),
  'layer normalisation of sequences': () =>
    layers(
      l.dense({ units: 6, inputShape: [3, 2], ...made({ kernelInitializer }) }),
      l.layerNormalization(),
      l.flatten(),
      dense(3),
    ),
  'kernel and bias regularisers': () =>
    layers(
      l.dense({
        ...{ units: 7, activation: 'tanh', inputShape: [4], kernelRegularizer: 'l1l2', biasRegularizer: 'l1l2' },
        ...made({ kernelInitializer }),
      }),
      dense(3),
    ),
  'regularisers of recurrent layers and convolutions': () =>
    layers(
      l.conv1d({
        ...{ filters: 4, kernelSize: 2, inputShape: [5, 3], kernelRegularizer: tf.regularizers.l1({ l1: 0.03 }) },
        ...made({ kernelInitializer }),
      }),
      l.lstm({
        ...{ units: 4, recurrentRegularizer: tf.regularizers.l2({ l2: 0.05 }), biasRegularizer: 'l1l2' },
        ...made(recurrent),
      }),
      dense(2),
    ),
  'constraints of norms': () =>
    layers(
      l.dense({
        ...{
          units: 6,
          activation: 'tanh',
          inputShape: [4],
          kernelConstraint: tf.constraints.maxNorm({ maxValue: 0.9 }),
        },
        ...{ biasConstraint: 'nonNeg', kernelRegularizer: 'l1l2', ...made({ kernelInitializer }) },
      }),
      l.dense({
        ...{ units: 5, kernelConstraint: tf.constraints.minMaxNorm({ minValue: 0.4, maxValue: 0.8, rate: 0.7 }) },
        ...made({ kernelInitializer }),
      }),
      l.dense({ units: 3, kernelConstraint: 'unitNorm', ...made({ kernelInitializer }) }),
    ),
  'constraints of recurrent layers': () =>
    layers(
      l.gru({
        ...{ units: 4, inputShape: [5, 3], recurrentConstraint: tf.constraints.unitNorm({ axis: 1 }) },
        ...{ kernelConstraint: 'nonNeg', ...made(recurrent) },
      }),
      dense(2),
    ),
  'merging layers': () => {
    const input = tf.input({ shape: [4] });
    // Apart from each other, so that no maximum is tied.
    const [a, b] = [1, 2].map((seed) =>
      l.dense({ units: 5, kernelInitializer: tf.initializers.glorotUniform({ seed }) }).apply(input),
    ) as [tf.SymbolicTensor, tf.SymbolicTensor];
    const merged = [
      l.add(),
      l.multiply(),
      l.average(),
      l.maximum(),
      l.minimum(),
      l.concatenate(),
      l.dot({ axes: -1 }),
    ].map((layer) => layer.apply([a, b]) as tf.SymbolicTensor);
    const outputs = dense(3).apply(l.concatenate().apply(merged)) as tf.SymbolicTensor;
    return tf.model({ inputs: input, outputs });
  },
};

describe('layers of the fast engine', () => {
  for (const [name, make] of Object.entries(networks)) {
    it(`${name}: loss, gradients and predictions are tfjs's`, () => assertSameStep(traceable(make())));

    it(`${name}: weights after 100 steps of Adam are tfjs's`, () => {
      assertSameTraining(traceable(make()), { optimizer: adam({ learningRate: 0.005 }), rows: 5 });
    });
  }

  it('batch normalisation has the loss, gradients and predictions of tfjs', () => {
    const bare = () => l.dense({ units: 6, useBias: false, inputShape: [4], ...made({ kernelInitializer }) });
    assertSameStep(traceable(layers(bare(), l.batchNormalization(), l.reLU(), dense(3))));
  });

  it('batch normalisation moves its averages as tfjs does', () => {
    const bare = l.dense({ units: 6, useBias: false, inputShape: [4], ...made({ kernelInitializer }) });
    assertSameTraining(traceable(layers(bare, l.batchNormalization({ momentum: 0.8 }), l.reLU(), dense(3))), {
      optimizer: adam({ learningRate: 0.005 }),
      rows: 8,
    });
  });

  it('batch normalisation of convolutions is that of tfjs', () => {
    const conv = l.conv2d({
      filters: 5,
      kernelSize: 3,
      useBias: false,
      inputShape: [6, 6, 2],
      ...made({ kernelInitializer }),
    });
    assertSameStep(traceable(layers(conv, l.batchNormalization(), l.reLU(), l.flatten(), dense(3))));
  });

  it('embeddings have the loss, gradients and predictions of tfjs', () => {
    const embedding = l.embedding({
      ...{
        inputDim: 4,
        outputDim: 5,
        inputShape: [3],
        embeddingsInitializer: tf.initializers.glorotUniform({ seed: 8 }),
      },
    });
    // Features are from -1 to 1: cast to whole numbers they are all 0, so they are spread first.
    const spread = new Spread({ inputShape: [3] });
    assertSameStep(traceable(layers(spread, embedding, l.flatten(), dense(3))));
  });
});

/** From numbers between -1 and 1 to numbers between 0 and 4. */
class Spread extends tf.layers.Layer {
  static readonly className = 'Spread';
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = Array.isArray(inputs) ? inputs[0]! : inputs;
    return tf.floor(tf.mul(tf.add(x, 1), 1.99));
  }
}
