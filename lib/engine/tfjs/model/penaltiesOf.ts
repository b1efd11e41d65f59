import type * as Tf from '@tensorflow/tfjs';

/** The terms that a network's regularizers add to its loss, anew at every call. Empty where it has none. */
export function penaltiesOf(network: Tf.LayersModel): () => Tf.Scalar[] {
  if (!network.built) network.build(network.inputs[0]!.shape);
  // A Sequential wraps a model, once it is built, and misses penalties of networks in it by itself.
  const { model = network } = network as { readonly model?: Tf.LayersModel } & Tf.LayersModel;
  return () => model.calculateLosses();
}
