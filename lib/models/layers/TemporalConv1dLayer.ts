import type * as Tf from '@tensorflow/tfjs';
import { hash } from './hash.js';
import { type LayerClass, oncePerTfjs } from './oncePerTfjs.js';
import { only, sequenceShape } from './sequenceShape.js';

export interface TemporalConv1dConfig {
  readonly filters: number;
  readonly kernelSize: number;
  readonly dilation: number;
  readonly padding: 'causal' | 'same';
  readonly seed: number;
}

/** See `temporalConv1d()`. */
export const temporalConv1dClass = oncePerTfjs<LayerClass<TemporalConv1dConfig>>((tf) => {
  class TemporalConv1d extends tf.layers.Layer {
    static readonly className = 'AdlstreamTemporalConv1d';
    readonly #config: TemporalConv1dConfig;
    #kernel!: Tf.LayerVariable;
    #bias!: Tf.LayerVariable;

    constructor(config: TemporalConv1dConfig) {
      super(config as object);
      this.#config = config;
    }

    override build(inputShape: Tf.Shape | Tf.Shape[]): void {
      const { filters, kernelSize, seed } = this.#config;
      const { features } = sequenceShape(inputShape);
      const glorot = tf.initializers.glorotUniform({ seed: hash(seed) });
      this.#kernel = this.addWeight('kernel', [kernelSize, features, filters], 'float32', glorot);
      this.#bias = this.addWeight('bias', [filters], 'float32', tf.initializers.zeros());
      this.built = true;
    }

    override computeOutputShape(inputShape: Tf.Shape | Tf.Shape[]): Tf.Shape {
      return [(inputShape as Tf.Shape)[0]!, sequenceShape(inputShape).steps, this.#config.filters];
    }

    /** By a product of matrices: tfjs has no gradient of a convolution that is dilated. */
    override call(inputs: Tf.Tensor | Tf.Tensor[]): Tf.Tensor {
      return tf.tidy(() => {
        const input = only(inputs);
        const [rows, steps, features] = input.shape as [number, number, number];
        const { filters, kernelSize, dilation, padding } = this.#config;
        const added = (kernelSize - 1) * dilation;
        const before = padding === 'causal' ? added : Math.floor(added / 2);
        const padded = tf.pad(input, [
          [0, 0],
          [before, added - before],
          [0, 0],
        ]);
        const seen = Array.from({ length: kernelSize }, (_, i) =>
          tf.slice(padded, [0, i * dilation, 0], [rows, steps, features]),
        );
        const patches = tf.reshape(tf.concat(seen, 2), [rows * steps, kernelSize * features]);
        const kernel = tf.reshape(this.#kernel.read(), [kernelSize * features, filters]);
        const product = tf.matMul(patches as Tf.Tensor2D, kernel as Tf.Tensor2D);
        return tf.reshape(tf.add(product, this.#bias.read()), [rows, steps, filters]);
      });
    }

    override getConfig(): Tf.serialization.ConfigDict {
      return { ...super.getConfig(), ...this.#config };
    }
  }
  tf.serialization.registerClass(TemporalConv1d);
  return TemporalConv1d;
});
