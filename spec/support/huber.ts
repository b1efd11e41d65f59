import * as tf from '@tensorflow/tfjs';

/** A loss of one's own, imported by name. */
export function huber(yTrue: tf.Tensor, yPred: tf.Tensor): tf.Tensor {
  return tf.losses.huberLoss(yTrue, yPred);
}

/** A network of one's own, imported by name. */
export function linear({
  input,
  outputs,
}: {
  readonly input: readonly number[];
  readonly outputs: number;
}): tf.LayersModel {
  const kernelInitializer = tf.initializers.glorotUniform({ seed: 1 });
  return tf.sequential({ layers: [tf.layers.dense({ units: outputs, inputShape: [...input], kernelInitializer })] });
}

export const notAFunction = 7;
