import { type CnnParameters, cnn } from '../cnn.js';
import { asSequence } from './asSequence.js';
import type { Build } from './Build.js';
import { denseEnd } from './denseEnd.js';
import { Kernels } from './Kernels.js';

/** See `cnn()`. */
export const buildCnn: Build = (tf, parameters, { input, outputs, seed }, output) => {
  const complete = cnn(parameters as CnnParameters).parameters as unknown as Required<CnnParameters>;
  const { filters, kernelSizes, poolSizes, activation } = complete;
  const kernels = new Kernels(tf, seed);
  const { layers, steps } = asSequence(tf, input);
  let length = steps;
  filters.forEach((count, index) => {
    const kernelSize = kernelSizes[index]!;
    const size = { filters: count, kernelSize, padding: 'same' } as const;
    layers.push(tf.layers.conv1d({ ...size, activation, kernelInitializer: kernels.next() }));
    const poolSize = poolSizes[index]!;
    const pooled = Math.floor(length / poolSize);
    if (poolSize > 1 && pooled > 1) {
      layers.push(tf.layers.maxPooling1d({ poolSize }));
      length = pooled;
    }
  });
  layers.push(tf.layers.flatten(), ...denseEnd(tf, complete, kernels, { outputs, output }));
  return tf.sequential({ layers });
};
