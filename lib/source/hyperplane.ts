import type { ConfigMistake } from '../errors.js';
import { checkGenerator } from './checkGenerator.js';
import { type Drifting, drifting } from './drifting.js';
import { hyperplaneClass } from './hyperplaneConcept.js';
import { Random } from './Random.js';

/** Features `x0`, `x1` …, uniform from 0 to 1, and the class. */
export type HyperplaneRow = { readonly [feature: `x${number}`]: number } & { readonly class: 0 | 1 };

/** How the stream is drawn. */
export interface HyperplaneOptions {
  /** A whole number; the same seed gives the same rows. */
  readonly seed: number;
  /** How many rows there are; `Infinity` for an endless stream. @default 50_000 */
  readonly instances?: number;
  /** The positions, from 0, of the first row of each new concept, ascending. @default [25_000] */
  readonly drifts?: readonly number[];
  /** How many there are. @default 10 */
  readonly features?: number;
  /** The probability with which a class is turned into the other. @default 0.05 */
  readonly noise?: number;
}

/**
 * The side of a plane in space: a labelled stream whose plane is another, drawn at random, after each drift.
 *
 * A row is of class 1 where the weighted sum of its features is half the sum of the weights or more; the weights of a concept are
 * uniform from 0 to 1. It is synchronous; each iteration gives the same rows again.
 *
 * Source: G. Hulten, L. Spencer and P. Domingos, Mining time-changing data streams, KDD 2001, with abrupt changes. Classes agree
 * with River's `Hyperplane` for the same weights.
 *
 * @throws ConfigError for an option out of its range.
 * @example
 * import { hyperplane } from 'adlstream/source';
 *
 * const [row] = hyperplane({ seed: 1, features: 3 });
 * console.log(Object.keys(row!).join(' ')); // x0 x1 x2 class
 */
export function hyperplane(options: HyperplaneOptions): Drifting<HyperplaneRow> {
  const { seed, instances = 50_000, drifts = [25_000], features = 10, noise = 0.05 } = options;
  checkGenerator({ seed, instances, drifts, noise }, mistakesIn(features));
  const random = new Random(seed);
  // Negative positions are those that no row has.
  const weights = Array.from({ length: drifts.length + 1 }, (_, concept) =>
    Array.from({ length: features }, (_, k) => random.uniform(-1 - concept * features - k)),
  );
  const x = new Array<number>(features);
  return drifting({ instances, drifts }, (i, concept) => {
    const at = (features + 1) * i;
    const row: { [feature: string]: number } = {};
    for (let k = 0; k < features; k++) row[`x${k}`] = x[k] = random.uniform(at + k);
    const truth = hyperplaneClass(x, weights[concept]!);
    const flip = random.uniform(at + features) < noise;
    return Object.assign(row, { class: flip ? (truth === 1 ? 0 : 1) : truth }) as HyperplaneRow;
  });
}

function mistakesIn(features: number): ConfigMistake[] {
  if (Number.isSafeInteger(features) && features >= 1) return [];
  return [{ option: 'features', value: features, remedy: 'give a whole number, 1 or more' }];
}
