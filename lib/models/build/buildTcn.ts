import type * as Tf from '@tensorflow/tfjs';
import { dropout } from '../layers/dropout.js';
import { hash } from '../layers/hash.js';
import { temporalConv1d } from '../layers/temporalConv1d.js';
import { type TcnParameters, tcn } from '../tcn.js';
import { asSequence } from './asSequence.js';
import type { Build } from './Build.js';
import { chain } from './chain.js';
import { denseEnd } from './denseEnd.js';
import { Kernels } from './Kernels.js';

/** See `tcn()`. */
export const buildTcn: Build = (tf, parameters, { input, outputs, seed }, output) => {
  const complete = tcn(parameters as TcnParameters).parameters as unknown as Required<TcnParameters>;
  const { filters, dilations, stacks, activation, skipConnections, padding, returnSequences } = complete;
  const { layers, steps, features } = asSequence(tf, input);
  const x = tf.input({ shape: [...input] });
  let count = 0;
  const convolution = (kernelSize: number, dilation: number) =>
    temporalConv1d(tf, { filters, kernelSize, dilation, padding, seed: hash(seed, count++, 1) });

  let state = chain(x, layers.slice(1));
  let width = features;
  const added: Tf.SymbolicTensor[] = [];
  for (const dilation of Array.from({ length: stacks }, () => dilations).flat()) {
    const half = () => [
      convolution(complete.kernelSize, dilation),
      ...(complete.batchNormalization ? [tf.layers.batchNormalization()] : []),
      tf.layers.activation({ activation }),
      ...(complete.dropout > 0 ? [dropout(tf, { rate: complete.dropout })] : []),
    ];
    const residual = chain(state, [...half(), ...half()]);
    const straight = width === filters ? state : chain(state, [convolution(1, 1)]);
    const sum = tf.layers.add().apply([straight, residual]) as Tf.SymbolicTensor;
    state = chain(sum, [tf.layers.activation({ activation })]);
    width = filters;
    added.push(residual);
  }
  if (skipConnections) state = added.length === 1 ? added[0]! : (tf.layers.add().apply(added) as Tf.SymbolicTensor);

  const seen = padding === 'causal' ? steps - 1 : Math.floor(steps / 2);
  const end = [
    ...(returnSequences ? [] : oneStep(tf, seen, steps, filters)),
    tf.layers.flatten(),
    ...denseEnd(tf, complete, new Kernels(tf, seed), { outputs, output }),
  ];
  return tf.model({ inputs: x, outputs: chain(state, end) });
};

/** Layers that take one step out of a sequence. */
function oneStep(tf: typeof Tf, step: number, steps: number, features: number): Tf.layers.Layer[] {
  const cropping: [[number, number], [number, number]] = [
    [step, steps - 1 - step],
    [0, 0],
  ];
  // tfjs crops pictures only.
  return [tf.layers.reshape({ targetShape: [steps, 1, features] }), tf.layers.cropping2D({ cropping })];
}
