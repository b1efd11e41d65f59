import { checkGenerator } from './checkGenerator.js';
import { type Drifting, drifting } from './drifting.js';
import { mixedClass } from './mixedConcept.js';
import { Random } from './Random.js';

/** Two features that are 0 or 1, two uniform from 0 to 1, and the class. */
export type MixedRow = {
  readonly v: 0 | 1;
  readonly w: 0 | 1;
  readonly x0: number;
  readonly x1: number;
  readonly class: 0 | 1;
};

/** How the stream is drawn. */
export interface MixedOptions {
  /** A whole number; the same seed gives the same rows. */
  readonly seed: number;
  /** How many rows there are; `Infinity` for an endless stream. @default 50_000 */
  readonly instances?: number;
  /** The positions, from 0, of the first row of each new concept, ascending. @default [25_000] */
  readonly drifts?: readonly number[];
}

/**
 * Switches and numbers mixed: a labelled stream whose classes change places at each drift, the hardest abrupt change there is.
 *
 * A row is of class 0 where two of three hold: `v`, `w`, and `x1 < .5 + .3 sin(3π x0)`; after a drift of class 1. It is
 * synchronous; each iteration gives the same rows again.
 *
 * Source: J. Gama, P. Medas, G. Castillo and P. Rodrigues, Learning with drift detection, SBIA 2004. Classes agree with River's
 * `Mixed`, whose function 0 is the first concept here.
 *
 * @throws ConfigError for an option out of its range.
 * @example
 * import { mixed } from 'adlstream/source';
 *
 * const before = [...mixed({ seed: 1, instances: 10, drifts: [] })];
 * const after = [...mixed({ seed: 1, instances: 10, drifts: [5] })];
 * console.log(before.filter((row, i) => row.class !== after[i]!.class).length); // 5
 */
export function mixed(options: MixedOptions): Drifting<MixedRow> {
  const { seed, instances = 50_000, drifts = [25_000] } = options;
  checkGenerator({ seed, instances, drifts });
  const random = new Random(seed);
  return drifting({ instances, drifts }, (i, concept) => {
    const v = random.uniform(4 * i) < 0.5 ? 0 : 1;
    const w = random.uniform(4 * i + 1) < 0.5 ? 0 : 1;
    const x0 = random.uniform(4 * i + 2);
    const x1 = random.uniform(4 * i + 3);
    return { v, w, x0, x1, class: mixedClass(v, w, x0, x1, concept) };
  });
}
