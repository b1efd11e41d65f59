import type * as Tf from '@tensorflow/tfjs';
import { onBackend } from '../../lib/engine/tfjs/onBackend.js';

/** Sets a backend as a host does, such that it is not taken for one that we have left in force ourselves. */
export async function hostChooses(tf: typeof Tf, backend: string): Promise<void> {
  await tf.setBackend(backend);
  // If it is taken for that one, then from here on the other is.
  onBackend(tf, backend === 'cpu' ? 'wasm' : 'cpu', () => undefined);
  await tf.setBackend(backend);
}
