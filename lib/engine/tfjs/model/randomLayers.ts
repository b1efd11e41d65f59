import type * as Tf from '@tensorflow/tfjs';

const RANDOM = ['Dropout', 'SpatialDropout1D', 'GaussianNoise', 'GaussianDropout', 'AlphaDropout'];

/** The names of a network's layers that draw random numbers of their own in training, so that no run can be repeated. */
export function randomLayers(network: Tf.LayersModel): string[] {
  return network.layers
    .filter((layer) => isRandom({ className: layer.getClassName(), config: layer.getConfig() }))
    .map((layer) => layer.name);
}

/** Looks through a configuration, which holds those of inner networks, wrapped layers and cells. */
function isRandom(config: unknown): boolean {
  if (typeof config !== 'object' || config === null) return false;
  const { className, dropout, recurrentDropout } = config as { readonly [key: string]: unknown };
  if (RANDOM.includes(String(className)) || Number(dropout) > 0 || Number(recurrentDropout) > 0) return true;
  return Object.values(config).some(isRandom);
}
