import type * as Tf from '@tensorflow/tfjs';

/** A kernel of `cpu` for `wasm`: what goes in and comes out is copied, which costs little beside the kernel itself. */
export function onCpu(tf: typeof Tf, kernel: Tf.KernelConfig): Tf.KernelConfig {
  return {
    kernelName: kernel.kernelName,
    backendName: 'wasm',
    kernelFunc: ({ inputs, backend, attrs }) => {
      const wasm = backend as Tf.KernelBackend;
      const cpu = tf.findBackend('cpu');
      const given = Object.entries(inputs).map(([name, tensor]) => [name, move(tensor!, wasm, cpu)] as const);
      // Some kernels take a list of inputs, which tfjs passes in place of the record.
      const copies = Array.isArray(inputs) ? given.map(([, copy]) => copy) : Object.fromEntries(given);
      const made = kernel.kernelFunc({ inputs: copies as Tf.NamedTensorInfoMap, backend: cpu, attrs: attrs ?? {} });
      const outputs = [made].flat().map((tensor) => {
        const output = move(tensor, cpu, wasm);
        cpu.disposeData(tensor.dataId);
        return output;
      });
      for (const [, copy] of given) cpu.disposeData(copy.dataId);
      return Array.isArray(made) ? outputs : outputs[0]!;
    },
  };
}

function move({ dataId, shape, dtype }: Tf.TensorInfo, from: Tf.KernelBackend, to: Tf.KernelBackend): Tf.TensorInfo {
  return { dataId: to.write(from.readSync(dataId), shape, dtype), shape, dtype };
}
