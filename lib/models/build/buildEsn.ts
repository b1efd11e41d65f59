import { type EsnParameters, esn } from '../esn.js';
import { echoState } from '../layers/echoState.js';
import { hash } from '../layers/hash.js';
import { asSequence } from './asSequence.js';
import type { Build } from './Build.js';
import { denseEnd } from './denseEnd.js';
import { Kernels } from './Kernels.js';

/** See `esn()`. */
export const buildEsn: Build = (tf, parameters, { input, outputs, seed }, output) => {
  const complete = esn(parameters as EsnParameters).parameters as unknown as Required<EsnParameters>;
  const { units, returnSequences } = complete;
  const { layers } = asSequence(tf, input);
  units.forEach((size, index) => {
    const sequences = index < units.length - 1 || returnSequences;
    layers.push(echoState(tf, { units: size, returnSequences: sequences, seed: hash(seed, index, 1) }));
  });
  if (returnSequences) layers.push(tf.layers.flatten());
  layers.push(...denseEnd(tf, complete, new Kernels(tf, seed), { outputs, output }));
  return tf.sequential({ layers });
};
