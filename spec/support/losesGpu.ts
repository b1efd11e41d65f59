import { existsSync, rmSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';

/** The file that orders the GPU to be lost, once; the variable travels to forked workers. */
export const ORDER = 'ADLSTREAM_SPEC_LOSE_GPU';

let taken = 0;

/** Mean squared error, in whose midst the GPU goes away when that is ordered; but not in the rehearsal, which is the first. */
export function losesGpu(yTrue: tf.Tensor, yPred: tf.Tensor): tf.Tensor {
  const order = process.env[ORDER];
  if (++taken > 2 && order !== undefined && existsSync(order)) {
    rmSync(order);
    (tf.backend() as unknown as { readonly device: { destroy(): void } }).device.destroy();
  }
  return tf.losses.meanSquaredError(yTrue, yPred);
}
