import { existsSync, rmSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';

/** The file that orders a worker's own end, by what is in its name; the variable travels to forked workers. */
export const ORDERS = 'ADLSTREAM_CHAOS_ORDERS';

/** Mean squared error in user code that, when ordered, ends its process or throws where nobody catches it. Taken once per order. */
export function fatalLoss(yTrue: tf.Tensor, yPred: tf.Tensor): tf.Tensor {
  const orders = process.env[ORDERS];
  if (orders !== undefined) {
    if (taken(`${orders}.exit`)) process.exit(3);
    if (taken(`${orders}.exception`)) {
      queueMicrotask(() => {
        throw new RangeError('an exception in user code');
      });
    }
  }
  return tf.losses.meanSquaredError(yTrue, yPred);
}

function taken(order: string): boolean {
  if (!existsSync(order)) return false;
  rmSync(order, { force: true });
  return true;
}
