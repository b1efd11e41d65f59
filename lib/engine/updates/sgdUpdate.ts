import type { Sgd } from '../../optimizers/sgd.js';
import type { Update } from './Update.js';

const f32 = Math.fround;

/** See `sgd()`. */
export function sgdUpdate({ learningRate }: Sgd): Update {
  const rate = f32(-learningRate);
  return {
    moments: new Float32Array(0),
    apply(weights, gradients) {
      for (let i = 0; i < weights.length; i++) weights[i] = f32(f32(rate * gradients[i]!) + weights[i]!);
    },
  };
}
