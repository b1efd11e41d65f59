import type * as Tf from '@tensorflow/tfjs';

/**
 * The mean loss of a batch, differentiable by the model's output; `y` is laid out as the output is. With `w` each row's loss is
 * multiplied by its weight first.
 */
export type Loss = (y: Float32Array, output: Tf.Tensor, w?: Float32Array) => Tf.Scalar;

/** What tfjs's losses are, and a user's own: of any shape, and the mean is taken; with weights, one or more for each row. */
export type TensorLoss = (yTrue: Tf.Tensor, yPred: Tf.Tensor) => Tf.Tensor;
