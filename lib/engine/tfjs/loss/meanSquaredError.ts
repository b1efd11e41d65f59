import type * as Tf from '@tensorflow/tfjs';
import type { Loss } from './Loss.js';

/** Mean squared error over all outputs of all rows, in one pass of plain JavaScript, as `crossEntropyFromLogits` is. */
export function meanSquaredError(tf: typeof Tf): Loss {
  return (y, output) =>
    tf.customGrad((predicted) => {
      const p = (predicted as Tf.Tensor).dataSync<'float32'>();
      const gradient = new Float32Array(p.length);
      let loss = 0;
      for (let i = 0; i < p.length; i++) {
        const error = p[i]! - y[i]!;
        loss += error * error;
        gradient[i] = (2 * error) / p.length;
      }
      // The loss is the last op, so what comes from above is 1.
      return { value: tf.scalar(loss / p.length), gradFunc: () => tf.tensor(gradient, output.shape) };
    })(output) as Tf.Scalar;
}
