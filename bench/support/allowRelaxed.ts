import { setFlagsFromString } from 'node:v8';
import { loadKernels } from '../../lib/engine/fast/kernels/loadKernels.js';

/** Lets this process run the relaxed kernels: Node 20 has them behind a flag, later ones just so. @returns whether it can. */
export function allowRelaxed(): boolean {
  if (canRun()) return true;
  setFlagsFromString('--experimental-wasm-relaxed-simd');
  return canRun();
}

function canRun(): boolean {
  try {
    loadKernels('relaxed');
    return true;
  } catch {
    return false;
  }
}
