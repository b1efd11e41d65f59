import { checkParameters, rate as rateKind } from '../checkParameters.js';
import { dropoutClass } from './DropoutLayer.js';
import type { TfWithLayers } from './TfWithLayers.js';
import { tfjsOf } from './tfjsOf.js';

/**
 * A dropout layer for your own network, in place of `tf.layers.dropout`, which is not repeatable.
 *
 * Its masks come from the context's seed, its place in the network and the number of the gradient step, so that a run repeated
 * with the same seed, or resumed from a checkpoint, drops the same units. In training, inputs are dropped with probability
 * `rate` and what is left is scaled by `1 / (1 - rate)`; in predicting, nothing happens. Shapes stay as they are.
 *
 * - `rate`: from 0 up to but not 1.
 *
 * @param tf the tfjs that the network is built with.
 * @throws ConfigError where `rate` is out of its range.
 * @see Srivastava et al., "Dropout" (2014)
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { dropout, type ModelBuilder } from 'adlstream/models';
 * import { checkModel } from 'adlstream/testing';
 *
 * const glorot = (seed: number) => tf.initializers.glorotUniform({ seed });
 * const model: ModelBuilder = ({ input, outputs, seed }) =>
 *   tf.sequential({
 *     layers: [
 *       tf.layers.dense({ units: 32, activation: 'relu', inputShape: [...input], kernelInitializer: glorot(seed) }),
 *       dropout(tf, { rate: 0.2 }),
 *       tf.layers.dense({ units: outputs, kernelInitializer: glorot(seed + 1) }),
 *     ],
 *   });
 * await checkModel(model, { inputShapes: [[5]] });
 */
export function dropout<Layer>(tf: TfWithLayers<Layer>, { rate }: { readonly rate: number }): Layer {
  checkParameters({ rate }, { rate: rateKind });
  return new (dropoutClass(tfjsOf(tf)))({ rate }) as unknown as Layer;
}
