import type * as Tf from '@tensorflow/tfjs';

const RANDOM = ['Dropout', 'SpatialDropout1D', 'GaussianNoise', 'GaussianDropout', 'AlphaDropout'];

/**
 * The names of a network's layers that draw random numbers of their own in training, so that no run can be repeated, but for
 * layers of those classes whose numbers an engine draws itself.
 */
export function randomLayers(network: Tf.LayersModel, drawn: readonly string[] = []): string[] {
  return network.layers
    .filter((layer) => isRandom({ className: layer.getClassName(), config: layer.getConfig() }, drawn))
    .map((layer) => layer.name);
}

/** Looks through a configuration, which holds those of inner networks, wrapped layers and cells. */
function isRandom(config: unknown, drawn: readonly string[]): boolean {
  if (typeof config !== 'object' || config === null) return false;
  const { className, dropout, recurrentDropout } = config as { readonly [key: string]: unknown };
  const name = String(className);
  if (RANDOM.includes(name) && !drawn.includes(name)) return true;
  if (Number(dropout) > 0 || Number(recurrentDropout) > 0) return true;
  return Object.values(config).some((value) => isRandom(value, drawn));
}
