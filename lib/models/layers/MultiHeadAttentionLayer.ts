import type * as Tf from '@tensorflow/tfjs';
import { hash } from './hash.js';
import { type LayerClass, oncePerTfjs } from './oncePerTfjs.js';
import { only, sequenceShape } from './sequenceShape.js';

export interface MultiHeadAttentionConfig {
  readonly heads: number;
  readonly keySize: number;
  readonly causal: boolean;
  readonly seed: number;
}

/** Takes a score out of the softmax without making it infinite. */
const MASKED = -1e9;

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
        const { heads, keySize, causal } = this.#config;
        const flat = tf.reshape(input, [rows * steps, features]);
        const project = (x: Tf.Tensor, number: number) => {
          const { kernel, bias } = this.#projections[number]!;
          return tf.add(tf.matMul(x as Tf.Tensor2D, kernel.read() as Tf.Tensor2D), bias.read());
        };
        const byHead = (number: number) =>
          tf.transpose(tf.reshape(project(flat, number), [rows, steps, heads, keySize]), [0, 2, 1, 3]);
        const [query, key, value] = [byHead(0), byHead(1), byHead(2)];
        const scores = tf.matMul(tf.mul(query, 1 / Math.sqrt(keySize)), key, false, true);
        const attention = tf.softmax(causal ? tf.add(scores, later(steps)) : scores);
        const seen = tf.transpose(tf.matMul(attention, value), [0, 2, 1, 3]);
        const output = project(tf.reshape(seen, [rows * steps, heads * keySize]), 3);
        return tf.reshape(output, [rows, steps, features]);
      });
    }

    override getConfig(): Tf.serialization.ConfigDict {
      return { ...super.getConfig(), ...this.#config };
    }
  }

  /** What masks the steps that come later than the one that looks. */
  function later(steps: number): Tf.Tensor {
    const mask = Float32Array.from({ length: steps * steps }, (_, i) =>
      i % steps > Math.floor(i / steps) ? MASKED : 0,
    );
    return tf.tensor(mask, [1, 1, steps, steps]);
  }

  tf.serialization.registerClass(MultiHeadAttention);
  return MultiHeadAttention;
});
