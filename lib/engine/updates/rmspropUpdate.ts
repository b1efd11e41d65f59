import type { Rmsprop } from '../../optimizers/rmsprop.js';
import { SMALLEST_NORMAL, type Update } from './Update.js';

const f32 = Math.fround;

/** See `rmsprop()`. */
export function rmspropUpdate({ learningRate, decay, epsilon }: Rmsprop, size: number): Update {
  const rate = f32(learningRate);
  const kept = f32(decay);
  const taken = f32(1 - decay);
  const least = f32(epsilon);
  const moments = new Float32Array(size);
  return {
    moments,
    apply(weights, gradients) {
      for (let i = 0; i < weights.length; i++) {
        const gradient = gradients[i]!;
        const moment = f32(f32(moments[i]! * kept) + f32(f32(gradient * gradient) * taken));
        moments[i] = moment < SMALLEST_NORMAL ? 0 : moment;
        weights[i] = f32(weights[i]! - f32(f32(gradient * rate) / f32(Math.sqrt(f32(moment + least)))));
      }
    },
  };
}
