import type * as Tf from '@tensorflow/tfjs';

/** What keeps a weight within bounds after each step. */
export interface Constraint {
  /** The weight's place in `network.weights`. */
  readonly index: number;
  apply(weight: Tf.Tensor): Tf.Tensor;
}

/** The constraints of a network's trained weights. tfjs's own training, unlike Keras', forgets them. */
export function constraintsOf(network: Tf.LayersModel): Constraint[] {
  return network.weights.flatMap((weight, index) => {
    // Null where there is none, whatever its type says.
    const constraint = weight.constraint as Tf.LayerVariable['constraint'] | null;
    if (!constraint || !network.trainableWeights.includes(weight)) return [];
    return [{ index, apply: (value: Tf.Tensor) => constraint.apply(value) }];
  });
}
