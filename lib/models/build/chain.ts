import type * as Tf from '@tensorflow/tfjs';

/** What comes of a tensor that goes through layers, one after the other. */
export function chain(from: Tf.SymbolicTensor, layers: readonly Tf.layers.Layer[]): Tf.SymbolicTensor {
  return layers.reduce((tensor, layer) => layer.apply(tensor) as Tf.SymbolicTensor, from);
}
