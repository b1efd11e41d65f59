import type * as Tf from '@tensorflow/tfjs';

/**
 * The gradient of a convolution's filter as one matrix product: the input's patches, one column per output position, times
 * the output's gradient. 30 times as fast as the kernel of `cpu`, which takes over where channels come first.
 */
export function conv2DBackpropFilter(tf: typeof Tf, cpu: Tf.KernelConfig): Tf.KernelConfig {
  const { kernelFunc: matMul } = tf.getKernel('BatchMatMul', 'wasm');
  return {
    ...cpu,
    kernelFunc: ({ inputs, backend, attrs }) => {
      const { x, dy } = inputs as { readonly x: Tf.TensorInfo; readonly dy: Tf.TensorInfo };
      const { strides, pad, dataFormat, dimRoundingMode, filterShape } = attrs as unknown as Attributes;
      if (dataFormat === 'NCHW') return cpu.kernelFunc({ inputs, backend, attrs: attrs ?? {} });
      const wasm = backend as Tf.KernelBackend;
      const { computeConv2DInfo } = tf.backend_util;
      const info = computeConv2DInfo(x.shape as Shape4D, filterShape, strides, 1, pad, dimRoundingMode, false);
      const rows = info.filterHeight * info.filterWidth * info.inChannels;
      const columns = info.batchSize * info.outHeight * info.outWidth;
      const patches = patchesOf(wasm.readSync(x.dataId) as Float32Array, info, rows * columns);
      const a = {
        dataId: wasm.write(patches, [1, rows, columns], 'float32'),
        shape: [1, rows, columns],
        dtype: x.dtype,
      };
      const b = { ...dy, shape: [1, columns, info.outChannels] };
      const product = matMul({ inputs: { a, b }, backend, attrs: { transposeA: false, transposeB: false } });
      wasm.disposeData(a.dataId);
      return { ...(product as Tf.TensorInfo), shape: filterShape };
    },
  };
}

type Shape4D = [number, number, number, number];

interface Attributes {
  readonly strides: number | [number, number];
  readonly pad: 'valid' | 'same' | number;
  readonly dataFormat: 'NHWC' | 'NCHW';
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
  readonly filterShape: Shape4D;
}

function patchesOf(x: Float32Array, info: Tf.backend_util.Conv2DInfo, size: number): Float32Array {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, strideHeight, strideWidth, padInfo } = info;
  const patches = new Float32Array(size);
  let to = 0;
  for (let row = 0; row < info.filterHeight; row++) {
    for (let column = 0; column < info.filterWidth; column++) {
      for (let channel = 0; channel < inChannels; channel++) {
        for (let example = 0; example < batchSize; example++) {
          for (let outRow = 0; outRow < outHeight; outRow++, to += outWidth) {
            const inRow = outRow * strideHeight + row - padInfo.top;
            if (inRow < 0 || inRow >= inHeight) continue;
            const from = (example * inHeight + inRow) * inWidth;
            for (let outColumn = 0; outColumn < outWidth; outColumn++) {
              const inColumn = outColumn * strideWidth + column - padInfo.left;
              if (inColumn < 0 || inColumn >= inWidth) continue;
              patches[to + outColumn] = x[(from + inColumn) * inChannels + channel]!;
            }
          }
        }
      }
    }
  }
  return patches;
}
