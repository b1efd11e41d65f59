import type * as tf from '@tensorflow/tfjs';

interface Parts {
  readonly layers?: readonly tf.layers.Layer[];
  readonly layer?: tf.layers.Layer;
  readonly forwardLayer?: tf.layers.Layer;
  readonly backwardLayer?: tf.layers.Layer;
}

/** A layer or model and all that it is made of, in the order in which layers come. */
export function layersOf(layer: tf.layers.Layer): tf.layers.Layer[] {
  const { layers = [], layer: wrapped, forwardLayer, backwardLayer } = layer as Parts;
  const parts = [...layers, wrapped, forwardLayer, backwardLayer];
  return [layer, ...parts.flatMap((part) => (part === undefined ? [] : layersOf(part)))];
}
