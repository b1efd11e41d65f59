import * as tf from '@tensorflow/tfjs';

/** Multiplies each feature with `w exp w`, of which the exponential is an operation on weights alone. */
class Exponential extends tf.layers.Layer {
  static readonly className = 'ExponentialOfASpec';
  #weights: tf.LayerVariable | undefined;

  override build(shape: tf.Shape | tf.Shape[]): void {
    const init = tf.initializers.randomUniform({ minval: -3, maxval: 3, seed: 1 });
    this.#weights = this.addWeight('weights', [Number((shape as tf.Shape).at(-1))], 'float32', init);
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const weights = this.#weights!.read();
    const exponential = tf.exp(weights);
    return tf.mul(tf.mul(Array.isArray(inputs) ? inputs[0]! : inputs, weights), exponential);
  }
}

/** A network of as many outputs as inputs, imported by name. */
export const weightsAlone = ({ input }: { readonly input: readonly number[] }): tf.LayersModel =>
  tf.sequential({ layers: [new Exponential({ inputShape: [...input] })] });
