import type * as Tf from '@tensorflow/tfjs';
import { EngineUnavailable } from '../EngineUnavailable.js';
import { type Dawn, findAdapter } from './findAdapter.js';

/** Of tfjs's backend. */
interface WebgpuBackend extends Tf.KernelBackend {
  readonly device: {
    readonly lost: Promise<{ readonly message: string }>;
    pushErrorScope(filter: 'validation'): void;
    popErrorScope(): Promise<{ readonly message: string } | null>;
  };
}

export interface StartedWebgpu {
  /** The name of the adapter that was taken. */
  readonly device: string;
  readonly backend: WebgpuBackend;
}

const PRIORITY = 3;

/** Takes one program for all products: of those that tfjs has, the one for long sums adds up in no fixed order. */
const MAT_MUL_PACKED = 3;

let starting: Promise<StartedWebgpu> | undefined;

/**
 * Starts tfjs's backend `webgpu` in this process, which is to be the learner's own: it gets a global `navigator.gpu`, it ends
 * when the GPU is lost, and its end in the midst of GPU work may be a native abort.
 *
 * @param adapter a part of the adapter's name. @default the one that the system prefers
 * @throws EngineUnavailable where a package, a driver or the adapter is missing.
 */
export function startWebgpu(tf: typeof Tf, adapter?: string): Promise<StartedWebgpu> {
  starting ??= start(tf, adapter);
  return starting;
}

async function start(tf: typeof Tf, adapter: string | undefined): Promise<StartedWebgpu> {
  const dawn = await importPackage<Dawn>('webgpu');
  const { gpu, device } = await findAdapter(dawn, adapter);
  // Newer versions of Node have a navigator of their own.
  const { navigator = {} } = globalThis as { readonly navigator?: object };
  Object.defineProperty(navigator, 'gpu', { value: gpu });
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });
  Object.assign(globalThis, dawn.globals);
  // It registers itself only where it finds `navigator.gpu`.
  await importPackage('@tensorflow/tfjs-backend-webgpu');
  tf.env().set('WEBGPU_MATMUL_PROGRAM_TYPE', MAT_MUL_PACKED);
  // Whether small tensors lie here or there depends on what was computed before, and both round differently.
  tf.env().set('WEBGPU_CPU_FORWARD', false);
  const backend = await startBackend(tf, device);
  // Before anything that was asked of it fails, so that this process is taken for dead, and another takes over.
  void backend.device.lost.then(({ message }) => {
    process.stderr.write(`the GPU ${device} was lost: ${message}\n`);
    process.exit(1);
  });
  return { device, backend };
}

/** By name, since both packages are optional: their types need not be there. */
async function importPackage<T>(name: string): Promise<T> {
  try {
    return (await import(name)) as T;
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND';
    const why = isMissing
      ? 'is missing; npm install webgpu @tensorflow/tfjs-backend-webgpu'
      : `does not load here: ${messageOf(error)}`;
    throw new EngineUnavailable(`the package ${name} ${why}`);
  }
}

async function startBackend(tf: typeof Tf, device: string): Promise<WebgpuBackend> {
  try {
    // By ourselves, since tfjs would only print why it cannot be started.
    const backend = (await tf.findBackendFactory('webgpu')()) as WebgpuBackend;
    tf.removeBackend('webgpu');
    tf.registerBackend('webgpu', () => backend, PRIORITY);
    // To be in force between calls too, so that they need not change it.
    await tf.setBackend('webgpu');
    return backend;
  } catch (error) {
    throw new EngineUnavailable(`the adapter '${device}' does not start: ${messageOf(error)}`);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
