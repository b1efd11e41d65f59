import type * as Tf from '@tensorflow/tfjs';
import { EngineUnavailable } from '../../EngineUnavailable.js';
import { completeKernels } from './completeKernels.js';

const PRIORITY = 2;
const EVENTS = ['uncaughtException', 'unhandledRejection'] as const;

let starting: Promise<void> | undefined;

/**
 * Starts tfjs's backend `wasm` and supplies the kernels that training needs and it lacks.
 *
 * @throws EngineUnavailable where WebAssembly does not start.
 */
export function startWasm(tf: typeof Tf): Promise<void> {
  starting ??= start(tf);
  return starting;
}

async function start(tf: typeof Tf): Promise<void> {
  await import('@tensorflow/tfjs-backend-wasm');
  if (!Object.hasOwn(tf.engine().registry, 'wasm')) {
    const before = EVENTS.map((event) => new Set<unknown>(process.listeners(event as 'uncaughtException')));
    let backend: Tf.KernelBackend;
    try {
      // By ourselves, since tfjs refuses all work, on any backend, while it waits for one to start.
      backend = await tf.findBackendFactory('wasm')();
    } catch (error) {
      throw new EngineUnavailable(`wasm did not start: ${error instanceof Error ? error.message : String(error)}`);
    }
    // It leaves listeners that throw anything uncaught again, ahead of the host's own handlers.
    EVENTS.forEach((event, i) => {
      for (const listener of process.listeners(event as 'uncaughtException')) {
        if (!before[i]!.has(listener)) process.removeListener(event, listener);
      }
    });
    tf.removeBackend('wasm');
    tf.registerBackend('wasm', () => backend, PRIORITY);
  }
  completeKernels(tf);
}
