import type * as Tf from '@tensorflow/tfjs';

/** The mean loss of a batch, differentiable by the model's output; `y` is laid out as the output is. */
export type Loss = (y: Float32Array, output: Tf.Tensor) => Tf.Scalar;
