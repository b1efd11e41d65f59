import type * as Tf from '@tensorflow/tfjs';

/**
 * `BatchMatMul` of `wasm`, with transposed factors written out first where there is one matrix on each side.
 *
 * tfjs multiplies through XNNPACK only if nothing is transposed, else in a plain loop; and every backward pass transposes.
 */
export function transposeFirst(tf: typeof Tf, matMul: Tf.KernelConfig): Tf.KernelConfig {
  const { kernelFunc: transpose } = tf.getKernel('Transpose', 'wasm');
  return {
    ...matMul,
    kernelFunc: ({ inputs, backend, attrs }) => {
      const { a, b } = inputs as { readonly a: Tf.TensorInfo; readonly b: Tf.TensorInfo };
      const { transposeA, transposeB } = attrs as { readonly transposeA: boolean; readonly transposeB: boolean };
      if (!(transposeA || transposeB) || !isOneMatrix(a) || !isOneMatrix(b)) {
        return matMul.kernelFunc({ inputs, backend, attrs: attrs ?? {} });
      }
      const turned = (x: Tf.TensorInfo) => {
        const rank = x.shape.length;
        const perm = x.shape.map((_, i) => (i === rank - 1 ? rank - 2 : i === rank - 2 ? rank - 1 : i));
        return transpose({ inputs: { x }, backend, attrs: { perm } }) as Tf.TensorInfo;
      };
      const left = transposeA ? turned(a) : a;
      const right = transposeB ? turned(b) : b;
      const product = matMul.kernelFunc({
        inputs: { a: left, b: right },
        backend,
        attrs: { transposeA: false, transposeB: false },
      });
      if (left !== a) (backend as Tf.KernelBackend).disposeData(left.dataId);
      if (right !== b) (backend as Tf.KernelBackend).disposeData(right.dataId);
      return product;
    },
  };
}

function isOneMatrix({ shape }: Tf.TensorInfo): boolean {
  return shape.length >= 2 && shape.slice(0, -2).every((size) => size === 1);
}
