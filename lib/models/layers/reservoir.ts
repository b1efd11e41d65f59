import { hash, mix } from './hash.js';

/** Glorot uniform numbers for a kernel, from a seed, the same on every machine. */
export function glorotValues(seed: number, inputs: number, outputs: number): Float32Array {
  const limit = Math.sqrt(6 / (inputs + outputs));
  const start = hash(seed, 0);
  return Float32Array.from({ length: inputs * outputs }, (_, i) => (mix(start + i) / 2 ** 31) * limit);
}

/**
 * The recurrent kernel of an echo state network: Glorot uniform, each weight kept with probability `connectivity`, then scaled
 * so that its Frobenius norm is `spectralRadius`. No eigenvalue is greater than that norm, so what went in is forgotten.
 */
export function reservoir({
  units,
  connectivity,
  spectralRadius,
  seed,
}: {
  readonly units: number;
  readonly connectivity: number;
  readonly spectralRadius: number;
  readonly seed: number;
}): Float32Array {
  const kept = hash(seed, 1);
  const weights = glorotValues(hash(seed, 2), units, units).map((weight, i) =>
    (mix(kept + i) >>> 0) / 2 ** 32 < connectivity ? weight : 0,
  );
  const norm = Math.sqrt(weights.reduce((sum, weight) => sum + weight * weight, 0));
  // A small reservoir may have no connection at all.
  return norm === 0 ? weights : weights.map((weight) => (weight * spectralRadius) / norm);
}
