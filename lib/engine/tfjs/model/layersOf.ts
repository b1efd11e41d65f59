import type * as Tf from '@tensorflow/tfjs';

/** A layer or network and all that is within it: layers of inner networks, wrapped ones, those that a layer keeps as `layers`. */
export function layersOf(layer: Tf.layers.Layer): Tf.layers.Layer[] {
  const { layers = [], layer: wrapped } = layer as { layers?: Tf.layers.Layer[]; layer?: Tf.layers.Layer };
  return [layer, ...layers.flatMap(layersOf), ...(wrapped ? layersOf(wrapped) : [])];
}
