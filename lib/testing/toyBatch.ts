import type { LabelledBatch } from '../engine/Learner.js';
import type { LearnerDescription } from '../engine/LearnerDescription.js';
import { mix } from '../models/layers/hash.js';

/** Rows of random features with labels that are a linear function of them, always the same one: any network learns it. */
export function toyBatch(
  { target, inputShape, outputs }: Pick<LearnerDescription, 'target' | 'inputShape' | 'outputs'>,
  rows: number,
  number = 0,
): LabelledBatch {
  const width = inputShape.reduce((size, next) => size * next, 1);
  const weights = uniform(width * outputs, 0);
  const x = uniform(rows * width, number + 1);
  const y = new Float32Array(rows * outputs);
  for (let row = 0; row < rows; row++) {
    const scores = y.subarray(row * outputs, (row + 1) * outputs);
    for (let o = 0; o < outputs; o++) {
      for (let i = 0; i < width; i++) scores[o]! += x[row * width + i]! * weights[o * width + i]!;
    }
    if (target === 'Classes') {
      const greatest = scores.indexOf(Math.max(...scores));
      scores.fill(0);
      scores[greatest] = 1;
    }
  }
  return { x, y, rows };
}

/** Between -1 and 1, without a generator whose history would matter. */
function uniform(length: number, sequence: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => mix(mix(sequence) + i) / 2 ** 31);
}
