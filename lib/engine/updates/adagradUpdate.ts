import type { Adagrad } from '../../optimizers/adagrad.js';
import type { Update } from './Update.js';

const f32 = Math.fround;

/** See `adagrad()`. */
export function adagradUpdate({ learningRate, initialAccumulator, epsilon }: Adagrad, size: number): Update {
  const rate = f32(-learningRate);
  const least = f32(epsilon);
  const moments = new Float32Array(size).fill(initialAccumulator);
  return {
    moments,
    apply(weights, gradients) {
      for (let i = 0; i < weights.length; i++) {
        const gradient = gradients[i]!;
        const moment = f32(moments[i]! + f32(gradient * gradient));
        moments[i] = moment;
        weights[i] = f32(f32(f32(gradient / f32(Math.sqrt(f32(moment + least)))) * rate) + weights[i]!);
      }
    },
  };
}
