import type * as Tf from '@tensorflow/tfjs';

/**
 * The mean loss of a batch, differentiable by the model's output; `y` is laid out as the output is. With `w` each row's loss is
 * multiplied by its weight first.
 */
export type Loss = (y: Float32Array, output: Tf.Tensor, w?: Float32Array) => Tf.Scalar;
