import { type MlpParameters, mlp } from '../mlp.js';
import type { Build } from './Build.js';
import { denseEnd } from './denseEnd.js';
import { Kernels } from './Kernels.js';

/** See `mlp()`. */
export const buildMlp: Build = (tf, parameters, { input, outputs, seed }, output) => {
  const complete = mlp(parameters as MlpParameters).parameters as unknown as Required<MlpParameters>;
  const { hidden, activation, dropout } = complete;
  const end = { dense: hidden, denseActivation: activation, denseDropout: dropout };
  return tf.sequential({
    layers: [
      tf.layers.inputLayer({ inputShape: [...input] }),
      ...(input.length > 1 ? [tf.layers.flatten()] : []),
      ...denseEnd(tf, end, new Kernels(tf, seed), { outputs, output }),
    ],
  });
};
