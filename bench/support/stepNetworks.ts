import * as tf from '@tensorflow/tfjs';
import type { ModelBuilder } from '../../lib/models/Model.js';

/** A network that steps are timed of: its builder, and what goes in and comes out. */
export interface StepNetwork {
  readonly inputShape: readonly number[];
  /** Classes, or 0 for one regression output. */
  readonly classes: number;
  readonly layers: () => tf.layers.Layer[];
}

const l = tf.layers;
/** 32 units on 24 steps of 4; tfjs's default of orthogonal initial weights would take long to make. */
const recurrent = { units: 32, recurrentInitializer: 'glorotUniform' } as const;

function mlp(inputs: number, ...hidden: number[]): () => tf.layers.Layer[] {
  return () => [
    l.inputLayer({ inputShape: [inputs] }),
    ...hidden.map((units) => l.dense({ units, activation: 'relu' })),
  ];
}

/** The networks of the PyTorch script, without the output layer: the same names and shapes. */
export const stepNetworks: Readonly<Record<string, StepNetwork>> = {
  mlp: { inputShape: [8], classes: 2, layers: mlp(8, 64, 32) },
  mlp3: { inputShape: [8], classes: 2, layers: mlp(8, 32, 64, 128) },
  big: { inputShape: [256], classes: 10, layers: mlp(256, 1024, 1024) },
  lstm: { inputShape: [24, 4], classes: 0, layers: () => [l.lstm({ ...recurrent, inputShape: [24, 4] })] },
  gru: { inputShape: [24, 4], classes: 0, layers: () => [l.gru({ ...recurrent, inputShape: [24, 4] })] },
  ernn: { inputShape: [24, 4], classes: 0, layers: () => [l.simpleRNN({ ...recurrent, inputShape: [24, 4] })] },
  cnn: {
    inputShape: [128, 1],
    classes: 4,
    layers: () => [
      l.conv1d({ filters: 32, kernelSize: 7, activation: 'relu', inputShape: [128, 1] }),
      l.maxPooling1d({ poolSize: 2 }),
      l.conv1d({ filters: 64, kernelSize: 5, activation: 'relu' }),
      l.maxPooling1d({ poolSize: 2 }),
      l.flatten(),
      l.dense({ units: 64, activation: 'relu' }),
    ],
  },
};

export function builderOf({ layers }: StepNetwork): ModelBuilder {
  return ({ outputs }) => tf.sequential({ layers: [...layers(), l.dense({ units: outputs })] });
}
