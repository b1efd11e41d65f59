import type * as Tf from '@tensorflow/tfjs';
import { registerLayers } from '../../models/layers/registerLayers.js';

let loading: Promise<typeof Tf> | undefined;

/** tfjs, loaded by whoever needs it first: a quarter of a second and 50 MB that nobody else should pay. */
export function loadTfjs(): Promise<typeof Tf> {
  loading ??= load();
  return loading;
}

async function load(): Promise<typeof Tf> {
  const tf = await import('@tensorflow/tfjs');
  // Else it prints an advert on the first use of its JavaScript backend.
  Object.assign(tf.findBackend('cpu'), { firstUse: false });
  registerLayers(tf);
  return tf;
}
