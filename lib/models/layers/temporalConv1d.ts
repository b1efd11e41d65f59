import { checkParameters, oneOf, seed as seedKind, size } from '../checkParameters.js';
import { temporalConv1dClass } from './TemporalConv1dLayer.js';
import type { TfWithLayers } from './TfWithLayers.js';
import { tfjsOf } from './tfjsOf.js';

/**
 * A convolution over the steps of a sequence that may be causal and dilated, in place of `tf.layers.conv1d`, which is neither.
 *
 * From `[steps, features]` to `[steps, filters]`, with a bias and no activation. Step `t` of the output sees the steps
 * `t, t - dilation, …` of the input, `kernelSize` of them; what lies outside is 0. Weights: a kernel
 * `[kernelSize, features, filters]`, Glorot uniform from the seed, and a bias of 0.
 *
 * - `filters`: Numbers put out at each step.
 * - `kernelSize`: How many steps each of them sees.
 * - `dilation`: How far these lie apart. Default 1.
 * - `padding`: `causal`: none of the steps that come later is seen; `same`: as many before as after. Default `causal`.
 * - `seed`: Makes the initial weights repeatable: give each layer another one.
 *
 * @param tf the tfjs that the network is built with.
 * @throws ConfigError that lists every parameter out of its range.
 * @see van den Oord et al., "WaveNet" (2016). Agrees with Keras' `Conv1D(padding='causal')`.
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { temporalConv1d } from 'adlstream/models';
 *
 * const layer = temporalConv1d(tf, { filters: 8, kernelSize: 2, dilation: 4, seed: 1 });
 * console.log((layer.apply(tf.input({ shape: [12, 3] })) as tf.SymbolicTensor).shape); // [ null, 12, 8 ]
 */
export function temporalConv1d<Layer>(
  tf: TfWithLayers<Layer>,
  parameters: {
    readonly filters: number;
    readonly kernelSize: number;
    readonly dilation?: number;
    readonly padding?: 'causal' | 'same';
    readonly seed: number;
  },
): Layer {
  const { filters, kernelSize, dilation = 1, padding = 'causal', seed } = parameters;
  const config = { filters, kernelSize, dilation, padding, seed };
  checkParameters(config, {
    ...{ filters: size, kernelSize: size, dilation: size },
    ...{ padding: oneOf('causal', 'same'), seed: seedKind },
  });
  return new (temporalConv1dClass(tfjsOf(tf)))(config) as unknown as Layer;
}
