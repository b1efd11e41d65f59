import type * as Tf from '@tensorflow/tfjs';
import { ConfigError } from '../../../errors.js';

/**
 * Losses of the rows, each times its row's weight. Their mean is what Keras's losses are with `sample_weight` under
 * `sum_over_batch_size`, its default: the sum of weighted losses, divided by how many there are, whatever the weights add up to.
 *
 * tfjs's own `tf.losses` divide by how many weights are not 0 instead.
 *
 * @throws ConfigError where the losses are not one for each row, so that none can be told from the others.
 */
export function weighted(tf: typeof Tf, losses: Tf.Tensor, weights: Tf.Tensor): Tf.Tensor {
  const { shape } = losses;
  if (shape[0] !== weights.size) {
    const remedy =
      'rows with weights need a loss that gives one number for each row (or several, for each of its outputs), not the mean of a batch';
    throw new ConfigError([{ option: 'loss', value: `a loss of the shape [${shape}]`, remedy }]);
  }
  return tf.mul(losses, tf.reshape(weights, [shape[0], ...shape.slice(1).map(() => 1)]));
}
