import type { Momentum } from '../../optimizers/momentum.js';
import { SMALLEST_NORMAL, type Update } from './Update.js';

const f32 = Math.fround;

/** See `momentum()`. */
export function momentumUpdate({ learningRate, momentum }: Momentum, size: number): Update {
  const rate = f32(-learningRate);
  const kept = f32(momentum);
  const moments = new Float32Array(size);
  return {
    moments,
    apply(weights, gradients) {
      for (let i = 0; i < weights.length; i++) {
        const moment = f32(f32(kept * moments[i]!) + gradients[i]!);
        moments[i] = Math.abs(moment) < SMALLEST_NORMAL ? 0 : moment;
        weights[i] = f32(f32(rate * moment) + weights[i]!);
      }
    },
  };
}
