import * as tf from '@tensorflow/tfjs';
import { builds } from '../../lib/models/build/builds.js';
import { chain } from '../../lib/models/build/chain.js';
import * as models from '../../lib/models/index.js';
import type { Model, ModelBuilder } from '../../lib/models/Model.js';

/** A network that steps are timed of: its builder, and what goes in and comes out. */
export interface StepNetwork {
  readonly inputShape: readonly number[];
  /** Classes, or 0 for one regression output. */
  readonly classes: number;
  readonly build: ModelBuilder;
  /** Whether the PyTorch script has it too, under the same name. */
  readonly hasPeer: boolean;
}

const l = tf.layers;
/** 32 units on 24 steps of 4; tfjs's default of orthogonal initial weights would take long to make. */
const recurrent = { units: 32, recurrentInitializer: 'glorotUniform' } as const;

function peer(inputShape: readonly number[], classes: number, layers: () => tf.layers.Layer[]): StepNetwork {
  const build: ModelBuilder = ({ input, outputs }) =>
    tf.sequential({ layers: [l.inputLayer({ inputShape: [...input] }), ...layers(), l.dense({ units: outputs })] });
  return { inputShape, classes, build, hasPeer: true };
}

function mlp(...hidden: number[]): () => tf.layers.Layer[] {
  return () => hidden.map((units) => l.dense({ units, activation: 'relu' }));
}

function added(state: tf.SymbolicTensor, layers: readonly tf.layers.Layer[]): tf.SymbolicTensor {
  return l.add().apply([state, chain(state, layers)]) as tf.SymbolicTensor;
}

/** Residual causal convolutions of 16 filters, then the mean over the steps. */
const tcn: ModelBuilder = ({ input, outputs, seed }) => {
  const x = tf.input({ shape: [...input] });
  const state = [1, 2, 4, 8].reduce(
    (before, dilation) =>
      added(before, [
        models.temporalConv1d(tf, { filters: 16, kernelSize: 3, dilation, seed: seed + dilation }),
        l.reLU(),
      ]),
    chain(x, [l.dense({ units: 16 })]),
  );
  return tf.model({ inputs: x, outputs: chain(state, [l.globalAveragePooling1d(), l.dense({ units: outputs })]) });
};

/** One encoder layer over a projection to 16, then the mean over the steps. */
const transformer: ModelBuilder = ({ input, outputs, seed }) => {
  const x = tf.input({ shape: [...input] });
  const norm = () => l.layerNormalization({ epsilon: 1e-5 });
  const projected = chain(x, [l.dense({ units: 16 })]);
  const seen = chain(added(projected, [models.multiHeadAttention(tf, { heads: 4, keySize: 4, seed })]), [norm()]);
  const fed = chain(added(seen, [l.dense({ units: 64, activation: 'relu' }), l.dense({ units: 16 })]), [norm()]);
  return tf.model({ inputs: x, outputs: chain(fed, [l.globalAveragePooling1d(), l.dense({ units: outputs })]) });
};

/** ADLStream's network of that name with the parameters that it has there by default, on 24 steps of 4. */
function byDefault(model: Model): StepNetwork {
  const build: ModelBuilder = (shape) =>
    builds[model.model]!(tf, model.parameters, { ...shape, target: 'Values' }, 'linear');
  return { inputShape: [24, 4], classes: 0, build, hasPeer: false };
}

/** The networks of the PyTorch script, with the same names and shapes; then the eight of ADLStream. */
export const stepNetworks: Readonly<Record<string, StepNetwork>> = {
  mlp: peer([8], 2, mlp(64, 32)),
  mlp3: peer([8], 2, mlp(32, 64, 128)),
  big: peer([256], 10, mlp(1024, 1024)),
  lstm: peer([24, 4], 0, () => [l.lstm(recurrent)]),
  gru: peer([24, 4], 0, () => [l.gru(recurrent)]),
  ernn: peer([24, 4], 0, () => [l.simpleRNN(recurrent)]),
  cnn: peer([128, 1], 4, () => [
    l.conv1d({ filters: 32, kernelSize: 7, activation: 'relu' }),
    l.maxPooling1d({ poolSize: 2 }),
    l.conv1d({ filters: 64, kernelSize: 5, activation: 'relu' }),
    l.maxPooling1d({ poolSize: 2 }),
    l.flatten(),
    l.dense({ units: 64, activation: 'relu' }),
  ]),
  tcn: { inputShape: [32, 4], classes: 2, build: tcn, hasPeer: true },
  transformer: { inputShape: [24, 4], classes: 2, build: transformer, hasPeer: true },
  'default mlp': byDefault(models.mlp({ hidden: [32, 16, 8], activation: 'linear' })),
  'default lstm': byDefault(models.lstm()),
  'default gru': byDefault(models.gru()),
  'default ernn': byDefault(models.ernn()),
  'default esn': byDefault(models.esn({ denseActivation: 'linear' })),
  'default cnn': byDefault(models.cnn()),
  'default tcn': byDefault(models.tcn({ activation: 'linear' })),
  'default transformer': byDefault(models.transformer()),
};
