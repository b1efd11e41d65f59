import type * as Tf from '@tensorflow/tfjs';
import { dropout } from '../layers/dropout.js';
import { type MlpParameters, mlp } from '../mlp.js';
import type { Build } from './Build.js';
import { glorot } from './glorot.js';

/** See `mlp()`. */
export const buildMlp: Build = (tf, parameters, { input, outputs, seed }, output) => {
  const complete = mlp(parameters as MlpParameters).parameters as Required<MlpParameters>;
  const { hidden, activation, dropout: rate } = complete;
  const layers: Tf.layers.Layer[] = [tf.layers.inputLayer({ inputShape: [...input] })];
  if (input.length > 1) layers.push(tf.layers.flatten());
  hidden.forEach((units, index) => {
    layers.push(tf.layers.dense({ units, activation, kernelInitializer: glorot(tf, seed, index) }));
    if (rate > 0) layers.push(dropout(tf, { rate }));
  });
  const kernelInitializer = glorot(tf, seed, hidden.length);
  layers.push(tf.layers.dense({ units: outputs, activation: output, kernelInitializer }));
  return tf.sequential({ layers });
};
