import type * as Tf from '@tensorflow/tfjs';
import type { LearnerDescription } from '../../LearnerDescription.js';
import { importReference } from '../importReference.js';
import { crossEntropyFromLogits } from './crossEntropyFromLogits.js';
import type { Loss, TensorLoss } from './Loss.js';
import { meanSquaredError } from './meanSquaredError.js';
import { namedLoss } from './namedLoss.js';
import { weighted } from './weighted.js';

/**
 * The loss that a description asks for. @throws ConfigError where there is no such loss.
 *
 * @param isReadAtOnce whether a loss may look at the model's output itself; where not, tfjs's own operations compute it.
 */
export async function resolveLoss(
  tf: typeof Tf,
  { loss, target }: LearnerDescription,
  isReadAtOnce = true,
): Promise<Loss> {
  if (loss === undefined && isReadAtOnce) {
    return target === 'Classes' ? crossEntropyFromLogits(tf) : meanSquaredError(tf);
  }
  if (loss === undefined) {
    const { softmaxCrossEntropy, meanSquaredError } = tf.losses;
    const { NONE } = tf.Reduction;
    return onTensors(
      tf,
      target === 'Classes'
        ? (labels, output) => softmaxCrossEntropy(labels, output, undefined, 0, NONE)
        : (labels, output) => meanSquaredError(labels, output, undefined, NONE),
    );
  }
  if (typeof loss === 'string') return onTensors(tf, namedLoss(tf, loss));
  return onTensors(tf, await importReference<TensorLoss>('loss', loss));
}

function onTensors(tf: typeof Tf, loss: TensorLoss): Loss {
  return (y, output, w) => {
    const losses = loss(tf.tensor(y, output.shape), output);
    return tf.mean(w === undefined ? losses : weighted(tf, losses, tf.tensor(w)));
  };
}
