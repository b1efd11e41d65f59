import type * as Tf from '@tensorflow/tfjs';

/** The one tensor that a layer is called with. */
export function only(inputs: Tf.Tensor | Tf.Tensor[]): Tf.Tensor {
  return Array.isArray(inputs) ? inputs[0]! : inputs;
}

/** Steps and features of what a layer is built for. @throws Error where its input is anything else */
export function sequenceShape(inputShape: Tf.Shape | Tf.Shape[]): {
  readonly steps: number;
  readonly features: number;
} {
  const shape = (Array.isArray(inputShape[0]) ? inputShape[0] : inputShape) as Tf.Shape;
  const [, steps, features] = shape;
  if (shape.length === 3 && steps && features) return { steps, features };
  throw new Error(`the input of this layer is [steps, features], both known, not [${shape.slice(1)}]`);
}
