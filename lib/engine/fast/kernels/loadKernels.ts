import { readFileSync } from 'node:fs';

/** Plain SIMD gives the same bytes on every machine; relaxed may round differently from machine to machine, and is faster. */
export type KernelBuild = 'plain' | 'relaxed';

/** The kernels over a memory of their own. */
export interface Kernels {
  /** Runs the instructions from byte `start` up to byte `end` of the memory. */
  run(start: number, end: number): void;
  /** The memory as it is now: growing it leaves earlier buffers empty. */
  buffer(): ArrayBuffer;
  /** Makes the memory at least this many bytes large. */
  reserve(bytes: number): void;
}

const PAGE = 65_536;

const compiled = new Map<KernelBuild, WebAssembly.Module>();

/**
 * Makes an instance of the kernels, with an empty memory.
 *
 * @throws Error where relaxed kernels are asked for and the host does not know them: Node 20 needs
 * `--experimental-wasm-relaxed-simd`, which only the host itself may set.
 */
export function loadKernels(build: KernelBuild): Kernels {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const instance = new WebAssembly.Instance(moduleOf(build), { env: { memory } });
  return {
    run: instance.exports['run'] as Kernels['run'],
    buffer: () => memory.buffer,
    reserve: (bytes) => {
      const missing = bytes - memory.buffer.byteLength;
      if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
    },
  };
}

function moduleOf(build: KernelBuild): WebAssembly.Module {
  let module = compiled.get(build);
  if (module === undefined) {
    const bytes = readFileSync(new URL(`./${build}.wasm`, import.meta.url));
    if (!WebAssembly.validate(bytes)) {
      throw new Error(`the ${build} kernels need a host that knows their SIMD instructions; take the plain ones`);
    }
    module = new WebAssembly.Module(bytes);
    compiled.set(build, module);
  }
  return module;
}
