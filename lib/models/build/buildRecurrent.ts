import { ernn } from '../ernn.js';
import { type GruParameters, gru } from '../gru.js';
import { dropout } from '../layers/dropout.js';
import { hash } from '../layers/hash.js';
import { resetAfterGru } from '../layers/resetAfterGru.js';
import { lstm } from '../lstm.js';
import { asSequence } from './asSequence.js';
import type { Build } from './Build.js';
import { denseEnd } from './denseEnd.js';
import { Kernels } from './Kernels.js';

const describe = { lstm, gru, ernn };

/** See `lstm()`, `gru()` and `ernn()`. */
export function buildRecurrent(model: 'lstm' | 'gru' | 'ernn'): Build {
  return (tf, parameters, { input, outputs, seed }, output) => {
    const complete = describe[model](parameters).parameters as unknown as Required<GruParameters>;
    const { units, returnSequences, resetAfter, dropout: rate } = complete;
    const kernels = new Kernels(tf, seed);
    // tfjs's own default for the gates is a piecewise linear sigmoid.
    const gated = { recurrentActivation: 'sigmoid' } as const;
    const { layers } = asSequence(tf, input);
    units.forEach((size, index) => {
      if (rate > 0) layers.push(dropout(tf, { rate }));
      const shape = { units: size, returnSequences: index < units.length - 1 || returnSequences };
      if (model === 'gru' && resetAfter) {
        layers.push(resetAfterGru(tf, { ...shape, seed: hash(seed, index, 1) }));
        return;
      }
      const common = {
        ...shape,
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
