import type * as Tf from '@tensorflow/tfjs';
import { conv2DBackpropFilter } from './conv2DBackpropFilter.js';
import { onCpu } from './onCpu.js';
import { transposeFirst } from './transposeFirst.js';

/** What networks train with, of the 16 kernels that tfjs has for `cpu` only; complex numbers, text and ragged tensors are not. */
const MISSING = [
  'Conv2DBackpropFilter',
  'DepthwiseConv2dNativeBackpropFilter',
  'DepthwiseConv2dNativeBackpropInput',
  'Einsum',
  'UnsortedSegmentSum',
];

/** Gives the backend `wasm` the kernels that it lacks, and a product of transposed matrices that is three times as fast. */
export function completeKernels(tf: typeof Tf): void {
  for (const name of MISSING) {
    if (tf.getKernel(name, 'wasm') === undefined) tf.registerKernel(onCpu(tf, tf.getKernel(name, 'cpu')));
  }
  replace(tf, 'Conv2DBackpropFilter', (kernel) => conv2DBackpropFilter(tf, kernel));
  replace(tf, 'BatchMatMul', (kernel) => transposeFirst(tf, kernel));
}

function replace(tf: typeof Tf, name: string, by: (kernel: Tf.KernelConfig) => Tf.KernelConfig): void {
  const kernel = tf.getKernel(name, 'wasm');
  tf.unregisterKernel(name, 'wasm');
  tf.registerKernel(by(kernel));
}
