import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { compile } from '../../../../lib/engine/fast/compile.js';
import { mendLayers } from '../../../../lib/engine/tfjs/model/mendLayers.js';
import { sgd } from '../../../../lib/optimizers/index.js';
import { assertSameStep, layers, onCpu, traceable } from '../../../support/parity.js';

const l = tf.layers;
const glorot = (seed: number) => tf.initializers.glorotUniform({ seed });
const kernel = { kernelInitializer: 'glorotUniform' } as const;
const recurrent = { units: 3, recurrentInitializer: 'glorotUniform', ...kernel } as const;
const dense = (units = 3) => l.dense({ units, kernelInitializer: glorot(9) });
const cells = { lstm: () => l.lstmCell(recurrent), gru: () => l.gruCell(recurrent) };

/** Between an input and a dense layer, with what a picture or a sequence has left over flattened. */
function around(inputShape: readonly number[], ...inner: tf.layers.Layer[]): tf.LayersModel {
  const network = tf.sequential({ layers: [l.inputLayer({ inputShape: [...inputShape] }), ...inner] });
  if (network.outputs[0]!.shape.length > 2) network.add(l.flatten());
  network.add(dense(2));
  mendLayers(tf, network);
  return network;
}
const row = (...inner: tf.layers.Layer[]) => around([4], dense(5), ...inner);
const sequence = (...inner: tf.layers.Layer[]) => around([6, 3], ...inner);
const picture = (...inner: tf.layers.Layer[]) => around([6, 5, 2], ...inner);

/** Two branches that are merged. */
function merged(layer: tf.layers.Layer): tf.LayersModel {
  const inputs = tf.input({ shape: [4] });
  const branches = [1, 2].map((seed) => l.dense({ units: 5, kernelInitializer: glorot(seed) }).apply(inputs));
  const both = layer.apply(branches as tf.SymbolicTensor[]) as tf.SymbolicTensor;
  return tf.model({ inputs, outputs: dense(2).apply(both) as tf.SymbolicTensor });
}

type Factory = Exclude<keyof typeof tf.layers, 'Layer' | 'RNN' | 'RNNCell' | 'input'>;

/** A network with each layer of tfjs. Where it has several names, `same` is the first. */
const traced: { readonly [name in Factory]?: (() => tf.LayersModel) | { readonly same: Factory } } = {
  inputLayer: () => row(),
  elu: () => row(l.elu()),
  reLU: () => row(l.reLU({ maxValue: 1 })),
  leakyReLU: () => row(l.leakyReLU({ alpha: 0.2 })),
  prelu: () => row(l.prelu({ alphaInitializer: tf.initializers.constant({ value: 0.25 }) })),
  softmax: () => row(l.softmax()),
  conv1d: () => sequence(l.conv1d({ filters: 4, kernelSize: 2, dilationRate: 2, ...kernel })),
  conv2d: () => picture(l.conv2d({ filters: 4, kernelSize: 2, dilationRate: [2, 1], padding: 'same', ...kernel })),
  conv2dTranspose: () =>
    picture(l.conv2dTranspose({ filters: 2, kernelSize: 3, strides: 2, padding: 'same', ...kernel })),
  separableConv2d: () =>
    picture(
      l.separableConv2d({
        ...{ filters: 3, kernelSize: 2, depthMultiplier: 2, depthwiseInitializer: 'glorotUniform' },
        pointwiseInitializer: 'glorotUniform',
      }),
    ),
  depthwiseConv2d: () =>
    picture(
      l.depthwiseConv2d({
        ...{ kernelSize: [3, 2], strides: 2, depthMultiplier: 3, padding: 'same', activation: 'relu' },
        depthwiseInitializer: 'glorotUniform',
      }),
      l.depthwiseConv2d({ kernelSize: 2, depthwiseInitializer: 'glorotUniform' }),
    ),
  cropping2D: () => picture(l.cropping2D({ cropping: 1 })),
  upSampling2d: () => picture(l.conv2d({ filters: 2, kernelSize: 2, ...kernel }), l.upSampling2d({ size: [2, 3] })),
  activation: () => row(l.activation({ activation: 'tanh' })),
  dense: () => row(),
  flatten: () => sequence(),
  repeatVector: () => row(l.repeatVector({ n: 3 })),
  reshape: () => around([6], l.reshape({ targetShape: [3, 2] })),
  permute: () => sequence(l.permute({ dims: [2, 1] })),
  embedding: () => around([5], l.embedding({ inputDim: 4, outputDim: 3, maskZero: true }), l.lstm(recurrent)),
  add: () => merged(l.add()),
  average: () => merged(l.average()),
  concatenate: () => merged(l.concatenate()),
  maximum: () => merged(l.maximum()),
  minimum: () => merged(l.minimum()),
  multiply: () => merged(l.multiply()),
  dot: () => merged(l.dot({ axes: -1 })),
  batchNormalization: () =>
    picture(l.conv2d({ filters: 3, kernelSize: 2, useBias: false, ...kernel }), l.batchNormalization()),
  layerNormalization: () => sequence(dense(), l.layerNormalization()),
  zeroPadding2d: () => picture(l.zeroPadding2d({ padding: [1, 2] })),
  averagePooling1d: () => sequence(dense(), l.averagePooling1d({ poolSize: 2 })),
  averagePooling2d: () => picture(dense(), l.averagePooling2d({ poolSize: 2, strides: 1, padding: 'same' })),
  globalAveragePooling1d: () => sequence(dense(), l.globalAveragePooling1d()),
  globalAveragePooling2d: () => picture(dense(), l.globalAveragePooling2d({})),
  globalMaxPooling1d: () => sequence(dense(), l.globalMaxPooling1d()),
  globalMaxPooling2d: () => picture(dense(), l.globalMaxPooling2d({})),
  maxPooling1d: () => sequence(dense(), l.maxPooling1d({ poolSize: 2, strides: 1, padding: 'same' })),
  maxPooling2d: () => picture(dense(), l.maxPooling2d({ poolSize: [2, 3] })),
  gru: () => sequence(l.gru({ ...recurrent, recurrentActivation: 'sigmoid', useBias: false })),
  gruCell: () => sequence(l.rnn({ cell: cells.gru() })),
  lstm: () => sequence(l.lstm({ ...recurrent, implementation: 2, goBackwards: true, activation: 'relu' })),
  lstmCell: () => sequence(l.rnn({ cell: cells.lstm(), returnSequences: true })),
  simpleRNN: () => sequence(l.simpleRNN({ ...recurrent, activation: 'relu' })),
  simpleRNNCell: () => sequence(l.rnn({ cell: l.simpleRNNCell(recurrent) })),
  convLstm2d: () => around([3, 4, 4, 2], l.convLstm2d({ filters: 2, kernelSize: 2, ...kernel })),
  rnn: () => sequence(l.rnn({ cell: [cells.lstm(), cells.gru()] })),
  stackedRNNCells: () => sequence(l.rnn({ cell: l.stackedRNNCells({ cells: [cells.gru(), cells.lstm()] }) })),
  bidirectional: () => sequence(l.bidirectional({ layer: l.gru(recurrent) as tf.RNN, mergeMode: 'ave' })),
  timeDistributed: () =>
    around([3, 6, 2], l.timeDistributed({ layer: l.conv1d({ filters: 2, kernelSize: 2, ...kernel }) })),
  masking: () => sequence(l.masking({ maskValue: 0 }), l.gru(recurrent)),
  rescaling: () => row(l.rescaling({ scale: 0.5, offset: 1 })),
  avgPool1d: { same: 'averagePooling1d' },
  avgPooling1d: { same: 'averagePooling1d' },
  avgPool2d: { same: 'averagePooling2d' },
  avgPooling2d: { same: 'averagePooling2d' },
  maxPool1d: { same: 'maxPooling1d' },
  maxPool2d: { same: 'maxPooling2d' },
  globalMaxPool1d: { same: 'globalMaxPooling1d' },
  globalMaxPool2d: { same: 'globalMaxPooling2d' },
};

/** Layers whose numbers are drawn: they are in the trace's own specs, which hand in the masks. */
const drawn: readonly Factory[] = ['dropout', 'spatialDropout1d'];

const volume = (layer: tf.layers.Layer) => () => around([4, 4, 4, 2], layer);

/** What the fast engine refuses, and what it names. */
const refused: { readonly [name in Factory]?: readonly [() => tf.LayersModel, RegExp] } = {
  conv3d: [volume(l.conv3d({ filters: 2, kernelSize: 2 })), /^kernel Conv3D: /],
  conv3dTranspose: [volume(l.conv3dTranspose({ filters: 2, kernelSize: 2 })), /tfjs cannot train it: .*Conv3D/],
  averagePooling3d: [volume(l.averagePooling3d({ poolSize: 2 })), /^kernel AvgPool3D: /],
  avgPool3d: [volume(l.avgPool3d({ poolSize: 2 })), /^kernel AvgPool3D: /],
  avgPooling3d: [volume(l.avgPooling3d({ poolSize: 2 })), /^kernel AvgPool3D: /],
  maxPooling3d: [volume(l.maxPooling3d({ poolSize: 2 })), /^kernel MaxPool3D: /],
  thresholdedReLU: [() => row(l.thresholdedReLU()), /tfjs cannot train it: .*Greater/],
  convLstm2dCell: [
    () => around([3, 4, 4, 2], l.convLstm2d({ filters: 2, kernelSize: 2, dropout: 0.1 })),
    /^layer conv_lst.*draws random numbers/,
  ],
  gaussianNoise: [() => row(l.gaussianNoise({ stddev: 0.1 })), /^layer gaussian_noise.*draws random numbers/],
  gaussianDropout: [() => row(l.gaussianDropout({ rate: 0.1 })), /^layer gaussian_dropout.*draws random numbers/],
  alphaDropout: [() => row(l.alphaDropout({ rate: 0.1 })), /^layer alpha_dropout.*draws random numbers/],
  centerCrop: [
    () => picture(l.conv2d({ filters: 2, kernelSize: 2 }), l.centerCrop({ height: 3, width: 3 })),
    /tfjs cannot train it: .*CropAndResize/,
  ],
  resizing: [
    () => picture(l.conv2d({ filters: 2, kernelSize: 2 }), l.resizing({ height: 3, width: 3 })),
    /tfjs cannot train it: .*resizeBilinear/,
  ],
  categoryEncoding: [() => row(l.categoryEncoding({ numTokens: 5, outputMode: 'multiHot' })), /tfjs cannot train it: /],
  randomWidth: [
    () => picture(l.conv2d({ filters: 2, kernelSize: 2 }), l.randomWidth({ factor: [0.1, 0.2] })),
    /Negative dimension/,
  ],
};

describe('every layer of tfjs', () => {
  it('is traced, or refused by name', () => {
    const all = Object.entries(tf.layers).filter(([name, value]) => typeof value === 'function' && /^[a-z]/.test(name));
    const known = [...Object.keys(traced), ...drawn, ...Object.keys(refused), 'input'];
    assert.deepEqual(all.map(([name]) => name).sort(), known.sort());
  });

  for (const [name, make] of Object.entries(traced)) {
    if (typeof make === 'function') {
      it(`${name}: loss, gradients and predictions are tfjs's`, () => assertSameStep(traceable(onCpu(make))));
    } else {
      it(`${name} is another name of ${make.same}`, () => {
        const made = (factory: Factory) => (l[factory] as typeof l.avgPool1d)({ poolSize: 2 }).getClassName();
        assert.equal(made(name as Factory), made(make.same));
      });
    }
  }

  for (const [name, [make, reason]] of Object.entries(refused)) {
    it(`${name} is refused, and told why`, () => {
      onCpu(() => {
        assert.throws(() => compile(traceable(make()), { optimizer: sgd(), seed: 1 }), { message: reason });
      });
    });
  }

  it('convolution with causal padding is refused, since tfjs cannot compute it', () => {
    const network = onCpu(() => sequence(l.conv1d({ filters: 2, kernelSize: 2, padding: 'causal' })));
    assert.throws(() => onCpu(() => compile(traceable(network), { optimizer: sgd(), seed: 1 })), {
      _tag: 'Untraceable',
      reason: /CAUSAL/,
    });
  });

  it('dropout within recurrent layers is refused by the name of the layer', () => {
    for (const changes of [{ dropout: 0.1 }, { recurrentDropout: 0.1 }]) {
      const network = onCpu(() =>
        layers(l.lstm({ ...recurrent, ...changes, inputShape: [4, 2], name: 'culprit' }), dense()),
      );
      assert.throws(() => onCpu(() => compile(traceable(network), { optimizer: sgd(), seed: 1 })), {
        _tag: 'Untraceable',
        what: 'layer culprit',
      });
    }
  });
});
