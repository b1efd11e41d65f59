import { checkParameters, flag, rate, seed as seedKind, share, size } from '../checkParameters.js';
import { echoStateClass } from './EchoStateLayer.js';
import type { TfWithLayers } from './TfWithLayers.js';
import { tfjsOf } from './tfjsOf.js';

/**
 * A recurrent layer whose weights stay as they were drawn: a reservoir of echoes, of which later layers learn to read.
 *
 * `h ← (1 − leaky) · h + leaky · tanh(x · W + h · R)`, from `h = 0`. From `[steps, features]` to `[units]`, or
 * `[steps, units]` with `returnSequences`. `W` is Glorot uniform; `R` too, but sparse, and scaled to the Frobenius norm
 * `spectralRadius`, which bounds its spectral radius. Training changes neither.
 *
 * - `units`: The size of the state.
 * - `connectivity`: The share of weights in `R` that are not 0, above 0 up to 1. Default 0.1.
 * - `spectralRadius`: From 0 up to but not 1. Default 0.9.
 * - `leaky`: The share of the state that a step renews, above 0 up to 1. Default 1.
 * - `returnSequences`: Whether all states are put out, or only the last. Default false.
 * - `seed`: Decides the weights: give each layer another one.
 *
 * @param tf the tfjs that the network is built with.
 * @throws ConfigError that lists every parameter out of its range.
 * @see Jaeger, "The echo state approach" (2001). After TensorFlow Addons' `ESN(use_norm2=True)`, by its formula; not compared with its numbers.
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { echoState } from 'adlstream/models';
 *
 * const layer = echoState(tf, { units: 32, leaky: 0.5, seed: 1 });
 * console.log((layer.apply(tf.input({ shape: [12, 3] })) as tf.SymbolicTensor).shape); // [ null, 32 ]
 */
export function echoState<Layer>(
  tf: TfWithLayers<Layer>,
  parameters: {
    readonly units: number;
    readonly connectivity?: number;
    readonly spectralRadius?: number;
    readonly leaky?: number;
    readonly returnSequences?: boolean;
    readonly seed: number;
  },
): Layer {
  const { units, connectivity = 0.1, spectralRadius = 0.9, leaky = 1, returnSequences = false, seed } = parameters;
  const config = { units, connectivity, spectralRadius, leaky, returnSequences, seed };
  checkParameters(config, {
    ...{ units: size, connectivity: share, spectralRadius: rate, leaky: share },
    ...{ returnSequences: flag, seed: seedKind },
  });
  return new (echoStateClass(tfjsOf(tf)))(config) as unknown as Layer;
}
