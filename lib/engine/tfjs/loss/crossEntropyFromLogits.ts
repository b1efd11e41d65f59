import type * as Tf from '@tensorflow/tfjs';
import { greatest, sumOfExponentials } from '../../softmax.js';
import type { Loss } from './Loss.js';

/**
 * Softmax cross-entropy of logits, with its gradient `softmax − y`, in one pass of plain JavaScript.
 *
 * The output layer is narrow: some twenty kernels of tfjs for the same would take longer than the rest of the step. From
 * logits, since tfjs's cross-entropy of probabilities has no gradient at all where an output is confident and wrong.
 */
export function crossEntropyFromLogits(tf: typeof Tf): Loss {
  return (y, output, w) =>
    tf.customGrad((logits) => {
      const z = (logits as Tf.Tensor).dataSync<'float32'>();
      const [rows, classes] = output.shape as [number, number];
      const gradient = new Float32Array(z.length);
      let loss = 0;
      for (let row = 0; row < rows; row++) {
        const from = row * classes;
        const to = from + classes;
        const weight = w === undefined ? 1 : w[row]!;
        const top = greatest(z, from, to);
        const sum = sumOfExponentials(z, from, to, top);
        const norm = Math.log(sum);
        for (let i = from; i < to; i++) {
          loss += weight * y[i]! * (norm - (z[i]! - top));
          gradient[i] = (weight * (Math.exp(z[i]! - top) / sum - y[i]!)) / rows;
        }
      }
      // The loss is the last op, so what comes from above is 1.
      return { value: tf.scalar(loss / rows), gradFunc: () => tf.tensor(gradient, output.shape) };
    })(output) as Tf.Scalar;
}
