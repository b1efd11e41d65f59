import type * as Tf from '@tensorflow/tfjs';
import { attend, byHead, together } from './attend.js';
import { hash } from './hash.js';
import { type LayerClass, oncePerTfjs } from './oncePerTfjs.js';
import { only, sequenceShape } from './sequenceShape.js';

export interface MultiHeadAttentionConfig {
  readonly heads: number;
  readonly keySize: number;
  readonly causal: boolean;
  readonly seed: number;
}

/** See `multiHeadAttention()`. */
export const multiHeadAttentionClass = oncePerTfjs<LayerClass<MultiHeadAttentionConfig>>((tf) => {
  class MultiHeadAttention extends tf.layers.Layer {
    static readonly className = 'AdlstreamMultiHeadAttention';
    readonly #config: MultiHeadAttentionConfig;
    readonly #projections: { kernel: Tf.LayerVariable; bias: Tf.LayerVariable }[] = [];

    constructor(config: MultiHeadAttentionConfig) {
      super(config as object);
      this.#config = config;
    }

    override build(inputShape: Tf.Shape | Tf.Shape[]): void {
      const { heads, keySize, seed } = this.#config;
      const { features } = sequenceShape(inputShape);
      for (const [number, name] of ['query', 'key', 'value', 'output'].entries()) {
        const [from, to] = name === 'output' ? [heads * keySize, features] : [features, heads * keySize];
        const glorot = tf.initializers.glorotUniform({ seed: hash(seed, number) });
        this.#projections.push({
          kernel: this.addWeight(`${name}Kernel`, [from, to], 'float32', glorot),
          bias: this.addWeight(`${name}Bias`, [to], 'float32', tf.initializers.zeros()),
        });
      }
      this.built = true;
    }

    override computeOutputShape(inputShape: Tf.Shape | Tf.Shape[]): Tf.Shape | Tf.Shape[] {
      return inputShape;
    }

    override call(inputs: Tf.Tensor | Tf.Tensor[]): Tf.Tensor {
      return tf.tidy(() => {
        const input = only(inputs);
        const [rows, steps, features] = input.shape as [number, number, number];
        const { heads, causal } = this.#config;
        const flat = tf.reshape(input, [rows * steps, features]);
        const project = (x: Tf.Tensor, number: number) => {
          const { kernel, bias } = this.#projections[number]!;
          return tf.add(tf.matMul(x as Tf.Tensor2D, kernel.read() as Tf.Tensor2D), bias.read());
        };
        const of = (number: number) => byHead(tf, project(flat, number), steps, heads);
        const seen = attend(tf, { query: of(0), key: of(1), value: of(2) }, { causal });
        const output = project(together(tf, seen), 3);
        return tf.reshape(output, [rows, steps, features]);
      });
    }

    override getConfig(): Tf.serialization.ConfigDict {
      return { ...super.getConfig(), ...this.#config };
    }
  }

  tf.serialization.registerClass(MultiHeadAttention);
  return MultiHeadAttention;
});
