import { checkParameters, flag, seed as seedKind, size } from '../checkParameters.js';
import { multiHeadAttentionClass } from './MultiHeadAttentionLayer.js';
import type { TfWithLayers } from './TfWithLayers.js';
import { tfjsOf } from './tfjsOf.js';

/**
 * A layer in which each step of a sequence looks at all others, by several heads; tfjs has none.
 *
 * From `[steps, features]` to the same. Weights: kernel and bias of the queries, keys, values (`[features, heads · keySize]`) and
 * of the output (`[heads · keySize, features]`): Glorot uniform from the seed, and 0.
 *
 * - `heads`: How many ways of looking there are.
 * - `keySize`: The length of a head's queries, keys and values.
 * - `causal`: Whether a step sees only itself and those before it. Default false.
 * - `seed`: Makes the initial weights repeatable: give each layer another one.
 *
 * @param tf the tfjs that the network is built with.
 * @throws ConfigError that lists every parameter out of its range.
 * @see Vaswani et al., "Attention Is All You Need" (2017). Agrees with Keras' `MultiHeadAttention`, its query being its value.
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { multiHeadAttention } from 'adlstream/models';
 *
 * const layer = multiHeadAttention(tf, { heads: 2, keySize: 4, seed: 1 });
 * console.log((layer.apply(tf.input({ shape: [12, 3] })) as tf.SymbolicTensor).shape); // [ null, 12, 3 ]
 */
export function multiHeadAttention<Layer>(
  tf: TfWithLayers<Layer>,
  parameters: { readonly heads: number; readonly keySize: number; readonly causal?: boolean; readonly seed: number },
): Layer {
  const { heads, keySize, causal = false, seed } = parameters;
  const config = { heads, keySize, causal, seed };
  checkParameters(config, { heads: size, keySize: size, causal: flag, seed: seedKind });
  return new (multiHeadAttentionClass(tfjsOf(tf)))(config) as unknown as Layer;
}
