import { checkParameters, flag, seed as seedKind, size } from '../checkParameters.js';
import { resetAfterGruClass } from './ResetAfterGruLayer.js';
import type { TfWithLayers } from './TfWithLayers.js';
import { tfjsOf } from './tfjsOf.js';

/**
 * Gated recurrent units whose reset gate is applied after the recurrent product, as Keras and PyTorch have them; tfjs has only those
 * that apply it before.
 *
 * `z, r = σ(x · W + b + h · U + c)` and `f = tanh(x · W + b + r · (h · U + c))`, each by its third of the weights, and
 * `h ← z · h + (1 − z) · f`, from `h = 0`. From `[steps, features]` to `[units]`, or `[steps, units]` with `returnSequences`. Weights:
 * `W` `[features, 3 · units]` and `U` `[units, 3 · units]`, Glorot uniform from the seed; `b` above `c`, `[2, 3 · units]`, 0.
 *
 * - `units`: The size of the state.
 * - `returnSequences`: Whether all states are put out, or only the last. Default false.
 * - `seed`: Makes the initial weights repeatable: give each layer another one.
 *
 * @param tf the tfjs that the network is built with.
 * @throws ConfigError that lists every parameter out of its range.
 * @see Cho et al., "Learning Phrase Representations using RNN Encoder-Decoder" (2014). Agrees with Keras' `GRU`.
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { resetAfterGru } from 'adlstream/models';
 *
 * const layer = resetAfterGru(tf, { units: 8, seed: 1 });
 * console.log((layer.apply(tf.input({ shape: [12, 3] })) as tf.SymbolicTensor).shape); // [ null, 8 ]
 */
export function resetAfterGru<Layer>(
  tf: TfWithLayers<Layer>,
  parameters: { readonly units: number; readonly returnSequences?: boolean; readonly seed: number },
): Layer {
  const { units, returnSequences = false, seed } = parameters;
  const config = { units, returnSequences, seed };
  checkParameters(config, { units: size, returnSequences: flag, seed: seedKind });
  return new (resetAfterGruClass(tfjsOf(tf)))(config) as unknown as Layer;
}
