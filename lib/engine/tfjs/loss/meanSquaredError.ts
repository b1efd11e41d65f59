import type * as Tf from '@tensorflow/tfjs';
import type { Loss } from './Loss.js';

/** Mean squared error over all outputs of all rows, in one pass of plain JavaScript, as `crossEntropyFromLogits` is. */
export function meanSquaredError(tf: typeof Tf): Loss {
  return (y, output, w) =>
    tf.customGrad((predicted) => {
      const p = (predicted as Tf.Tensor).dataSync<'float32'>();
      const gradient = new Float32Array(p.length);
      const outputs = p.length / output.shape[0]!;
      let loss = 0;
      for (let i = 0; i < p.length; i++) {
        const error = p[i]! - y[i]!;
        const weight = w === undefined ? 1 : w[Math.floor(i / outputs)]!;
        loss += weight * error * error;
        gradient[i] = (2 * weight * error) / p.length;
      }
      // The loss is the last op, so what comes from above is 1.
      return { value: tf.scalar(loss / p.length), gradFunc: () => tf.tensor(gradient, output.shape) };
    })(output) as Tf.Scalar;
}
