import type * as Tf from '@tensorflow/tfjs';
import { type LayerClass, oncePerTfjs } from './oncePerTfjs.js';
import { only, sequenceShape } from './sequenceShape.js';

/**
 * Adds to each step of `[steps, features]` a code of its position: sine and cosine of ever slower waves, so that attention, which
 * by itself knows no order, can tell steps apart. It has no weights.
 *
 * @see Vaswani et al., "Attention Is All You Need" (2017)
 */
export const positionalEncodingClass = oncePerTfjs<LayerClass<object>>((tf) => {
  class PositionalEncoding extends tf.layers.Layer {
    static readonly className = 'AdlstreamPositionalEncoding';

    override computeOutputShape(inputShape: Tf.Shape | Tf.Shape[]): Tf.Shape | Tf.Shape[] {
      return inputShape;
    }

    override call(inputs: Tf.Tensor | Tf.Tensor[]): Tf.Tensor {
      return tf.tidy(() => {
        const input = only(inputs);
        const { steps, features } = sequenceShape(input.shape);
        return tf.add(input, tf.tensor(positionalCode(steps, features), [1, steps, features]));
      });
    }
  }
  tf.serialization.registerClass(PositionalEncoding);
  return PositionalEncoding;
});

/** `sin(position / 10000^(2i / features))` at even places `2i`, the cosine of the same at `2i + 1`. */
export function positionalCode(steps: number, features: number): Float32Array {
  return Float32Array.from({ length: steps * features }, (_, i) => {
    const [position, place] = [Math.floor(i / features), i % features];
    const angle = position / 10000 ** ((place - (place % 2)) / features);
    return place % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
  });
}
