import type * as Tf from '@tensorflow/tfjs';
import type { TfWithLayers } from './TfWithLayers.js';

/** tfjs itself, which a user hands in under a type that needs none of tfjs's. In a file that no public type leads to. */
export function tfjsOf<Layer>(tf: TfWithLayers<Layer>): typeof Tf {
  return tf as unknown as typeof Tf;
}
