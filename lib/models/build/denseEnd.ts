import type * as Tf from '@tensorflow/tfjs';
import type { DenseEnd } from '../DenseEnd.js';
import { dropout } from '../layers/dropout.js';
import type { OutputActivation } from './Build.js';
import type { Kernels } from './Kernels.js';

/** Dense hidden layers, each with its dropout, then the output layer. */
export function denseEnd(
  tf: typeof Tf,
  { dense, denseActivation, denseDropout }: Required<DenseEnd>,
  kernels: Kernels,
  { outputs, output }: { readonly outputs: number; readonly output: OutputActivation },
): Tf.layers.Layer[] {
  const hidden = dense.flatMap((units) => [
    tf.layers.dense({ units, activation: denseActivation, kernelInitializer: kernels.next() }),
    ...(denseDropout > 0 ? [dropout(tf, { rate: denseDropout })] : []),
  ]);
  return [...hidden, tf.layers.dense({ units: outputs, activation: output, kernelInitializer: kernels.next() })];
}
