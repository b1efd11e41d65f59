import type * as Tf from '@tensorflow/tfjs';
import { ConfigError } from '../../errors.js';
import { decoderClass } from '../layers/DecoderLayer.js';
import { dropout } from '../layers/dropout.js';
import { hash } from '../layers/hash.js';
import { multiHeadAttention } from '../layers/multiHeadAttention.js';
import { positionalEncodingClass } from '../layers/PositionalEncodingLayer.js';
import { type TransformerParameters, transformer } from '../transformer.js';
import { asSequence } from './asSequence.js';
import type { Build } from './Build.js';
import { chain } from './chain.js';
import { denseEnd } from './denseEnd.js';
import { Kernels } from './Kernels.js';

/** See `transformer()`. */
export const buildTransformer: Build = (tf, parameters, { input, outputs, width, target, seed }, output) => {
  const description = transformer(parameters as TransformerParameters);
  const complete = description.parameters as unknown as Required<TransformerParameters>;
  const { modelSize, heads, layers: count, feedForward, activation, dropout: rate } = complete;
  const kernels = new Kernels(tf, seed);
  const dense = (units: number, ending?: typeof activation) =>
    tf.layers.dense({ units, kernelInitializer: kernels.next(), ...(ending && { activation: ending }) });
  const dropped = () => (rate > 0 ? [dropout(tf, { rate })] : []);
  const addedTo = (state: Tf.SymbolicTensor, layers: readonly Tf.layers.Layer[]) => {
    const sum = tf.layers.add().apply([state, chain(state, [...layers, ...dropped()])]) as Tf.SymbolicTensor;
    return chain(sum, [tf.layers.layerNormalization({ epsilon: 1e-6 })]);
  };

  const x = tf.input({ shape: [...input] });
  const { layers, features } = asSequence(tf, input);
  checkTargets(complete.targets, features, width);
  const sequence = chain(x, layers.slice(1));
  let state = chain(sequence, [dense(modelSize), new (positionalEncodingClass(tf))({}), ...dropped()]);
  for (let layer = 0; layer < count; layer++) {
    const keySize = Math.ceil(modelSize / heads);
    state = addedTo(state, [multiHeadAttention(tf, { heads, keySize, seed: hash(seed, layer, 1) })]);
    state = addedTo(state, [dense(feedForward, activation), dense(modelSize)]);
  }
  if (target === 'Classes') {
    const end = [tf.layers.flatten(), ...denseEnd(tf, complete, kernels, { outputs, output })];
    return tf.model({ inputs: x, outputs: chain(state, end) });
  }
  const decoder = new (decoderClass(tf))({
    ...{ horizon: outputs / width, width, targets: complete.targets, modelSize, heads, blocks: count, feedForward },
    ...{ activation, rate, dense: complete.dense, denseActivation: complete.denseActivation },
    ...{ denseDropout: complete.denseDropout, seed: hash(seed, count, 1) },
  });
  return tf.model({ inputs: x, outputs: decoder.apply([state, sequence]) as Tf.SymbolicTensor });
};

function checkTargets(targets: readonly number[], features: number, width: number): void {
  const given = targets.length > 0;
  if (!given || (targets.length === width && targets.every((feature) => feature < features))) return;
  const remedy = `give the ${width} of the ${features} features, by index from 0, whose future is forecast; or none`;
  throw new ConfigError([{ option: 'model.targets', value: targets, remedy }]);
}
