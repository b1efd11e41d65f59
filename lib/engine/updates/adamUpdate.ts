import type { Adam } from '../../optimizers/adam.js';
import { SMALLEST_NORMAL, type Update } from './Update.js';

const f32 = Math.fround;

/** See `adam()`. The first half of the moments is `m`, the second `v`. */
export function adamUpdate({ learningRate, beta1, beta2, epsilon }: Adam, size: number): Update {
  const rate = f32(-learningRate);
  const kept1 = f32(beta1);
  const kept2 = f32(beta2);
  // Subtracted before rounding, as tfjs does; after it they would be off by 7e-6.
  const taken1 = f32(1 - beta1);
  const taken2 = f32(1 - beta2);
  const least = f32(epsilon);
  const moments = new Float32Array(2 * size);
  const first = moments.subarray(0, size);
  const second = moments.subarray(size);
  const power1 = powers(kept1);
  const power2 = powers(kept2);
  return {
    moments,
    apply(weights, gradients, t) {
      const start1 = f32(1 - power1(t));
      const start2 = f32(1 - power2(t));
      for (let i = 0; i < weights.length; i++) {
        const gradient = gradients[i]!;
        const m = f32(f32(first[i]! * kept1) + f32(gradient * taken1));
        const v = f32(f32(second[i]! * kept2) + f32(f32(gradient * gradient) * taken2));
        first[i] = Math.abs(m) < SMALLEST_NORMAL ? 0 : m;
        second[i] = v < SMALLEST_NORMAL ? 0 : v;
        const step = f32(f32(m / start1) / f32(f32(Math.sqrt(f32(v / start2))) + least));
        weights[i] = f32(f32(step * rate) + weights[i]!);
      }
    },
  };
}

/** Powers of a float32 below 1 as tfjs has them: multiplied up and rounded step by step. One step on from the last is quick. */
function powers(base: number): (exponent: number) => number {
  let at = 0;
  let power = 1;
  return (exponent) => {
    if (exponent < at) {
      at = 0;
      power = 1;
    }
    // Once it is lost in 1 - power, further factors change nothing.
    while (at < exponent && power > 2 ** -26) {
      power = f32(power * base);
      at++;
    }
    return power;
  };
}
