import type * as tf from '@tensorflow/tfjs';

/** A network and what it learns: all that a trace asks of a learner. */
export interface TraceableModel {
  readonly model: tf.LayersModel;
  /** One instance's shape, without the batch. */
  readonly inputShape: readonly number[];
  readonly outputs: number;
  /** The loss of each row or of the batch; its mean is what is minimised. */
  loss(labels: tf.Tensor, output: tf.Tensor): tf.Tensor;
  /** The loss of each row, times its weight; its mean is what is minimised where rows have weights. */
  weightedLoss(labels: tf.Tensor, output: tf.Tensor, weights: tf.Tensor): tf.Tensor;
  /** From the model's output to the prediction: a softmax where the model ends in logits. */
  predict(output: tf.Tensor): tf.Tensor;
  /** Whether labels are one-hot classes: only the data of the trace depends on it. */
  readonly isClassifier: boolean;
}
