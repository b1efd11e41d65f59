import type * as Tf from '@tensorflow/tfjs';

/** The class of a layer that is made from what it is configured with. */
export type LayerClass<Config> = new (config: Config) => Tf.layers.Layer;

/** A class that is made for each copy of tfjs once, since tfjs's own classes are known only where it is loaded. */
export function oncePerTfjs<Class>(define: (tf: typeof Tf) => Class): (tf: typeof Tf) => Class {
  const classes = new WeakMap<typeof Tf.layers.Layer, Class>();
  return (tf) => {
    const made = classes.get(tf.layers.Layer) ?? define(tf);
    classes.set(tf.layers.Layer, made);
    return made;
  };
}
