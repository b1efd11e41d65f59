/** What our layers need of tfjs, so that this package's types do without tfjs's: the type of its layers is taken from it. */
export interface TfWithLayers<Layer> {
  readonly layers: { dense(args: { units: number }): Layer };
}
