import { dropout } from '../layers/dropout.js';
import { type RecurrentParameters, recurrent } from '../recurrent.js';
import { asSequence } from './asSequence.js';
import type { Build } from './Build.js';
import { denseEnd } from './denseEnd.js';
import { Kernels } from './Kernels.js';

/** See `lstm()`, `gru()` and `ernn()`. */
export function buildRecurrent(model: 'lstm' | 'gru' | 'ernn'): Build {
  return (tf, parameters, { input, outputs, seed }, output) => {
    const description = recurrent(model, parameters as RecurrentParameters);
    const complete = description.parameters as unknown as Required<RecurrentParameters>;
    const { units, returnSequences, dropout: rate } = complete;
    const kernels = new Kernels(tf, seed);
    // tfjs's own default for the gates is a piecewise linear sigmoid.
    const gated = { recurrentActivation: 'sigmoid' } as const;
    const { layers } = asSequence(tf, input);
    units.forEach((size, index) => {
      if (rate > 0) layers.push(dropout(tf, { rate }));
      const common = {
        units: size,
        returnSequences: index < units.length - 1 || returnSequences,
        kernelInitializer: kernels.next(),
        recurrentInitializer: kernels.next(),
      };
      if (model === 'lstm') layers.push(tf.layers.lstm({ ...common, ...gated }));
      else if (model === 'gru') layers.push(tf.layers.gru({ ...common, ...gated }));
      else layers.push(tf.layers.simpleRNN(common));
    });
    if (returnSequences) layers.push(tf.layers.flatten());
    layers.push(...denseEnd(tf, complete, kernels, { outputs, output }));
    return tf.sequential({ layers });
  };
}
