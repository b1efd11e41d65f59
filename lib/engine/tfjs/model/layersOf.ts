import type * as Tf from '@tensorflow/tfjs';

interface Parts {
  readonly layers?: readonly Tf.layers.Layer[];
  readonly layer?: Tf.layers.Layer;
  readonly forwardLayer?: Tf.layers.Layer;
  readonly backwardLayer?: Tf.layers.Layer;
}

/** A layer or network and all that is within it: layers of inner networks, wrapped ones, those that a layer keeps as `layers`. */
export function layersOf(layer: Tf.layers.Layer): Tf.layers.Layer[] {
  const { layers = [], layer: wrapped, forwardLayer, backwardLayer } = layer as Parts;
  const parts = [...layers, wrapped, forwardLayer, backwardLayer];
  return [layer, ...parts.flatMap((part) => (part === undefined ? [] : layersOf(part)))];
}
