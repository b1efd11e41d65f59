import type * as Tf from '@tensorflow/tfjs';

/** What our layers need of tfjs, so that this package's types do without tfjs's: the type of its layers is taken from it. */
export interface TfWithLayers<Layer> {
  readonly layers: { dense(args: { units: number }): Layer };
}

/** tfjs itself, which a user hands in under a type that needs none of tfjs's. */
export function tfjsOf<Layer>(tf: TfWithLayers<Layer>): typeof Tf {
  return tf as unknown as typeof Tf;
}
