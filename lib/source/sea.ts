import { checkGenerator } from './checkGenerator.js';
import { type Drifting, drifting } from './drifting.js';
import { Random } from './Random.js';
import { seaClass } from './seaConcepts.js';

/** Three features, uniform from 0 to 10, and the class. `x2` says nothing about it. */
export type SeaRow = {
  readonly x0: number;
  readonly x1: number;
  readonly x2: number;
  readonly class: 0 | 1;
};

/** How the stream is drawn. */
export interface SeaOptions {
  /** A whole number; the same seed gives the same rows. */
  readonly seed: number;
  /** How many rows there are; `Infinity` for an endless stream. @default 50_000 */
  readonly instances?: number;
  /** The positions, from 0, of the first row of each new concept, ascending. @default [12_500, 25_000, 37_500] */
  readonly drifts?: readonly number[];
  /** The probability with which a class is turned into the other. @default 0.1 */
  readonly noise?: number;
}

/** The rows, and where they drift. */
export type Sea = Drifting<SeaRow>;

/**
 * The SEA concepts: a labelled stream that drifts abruptly, where it is known to.
 *
 * A row is of class 1 where `x0 + x1` exceeds a threshold: 8, then 9, 7 and 9.5 after the drifts (and again 8, where there are
 * more). The defaults are the paper's. It is synchronous; each iteration gives the same rows again.
 *
 * Source: W. N. Street and Y. Kim, A streaming ensemble algorithm (SEA) for large-scale classification, KDD 2001. Classes agree
 * with River's `SEA`, variants 0 to 3.
 *
 * @throws ConfigError for an option out of its range.
 * @example
 * import { sea } from 'adlstream/source';
 *
 * const source = sea({ seed: 1, instances: 1000, drifts: [500], noise: 0 });
 * let ones = 0;
 * for (const row of source) ones += row.class;
 * console.log(source.drifts, ones > 500); // [ 500 ] true
 */
export function sea(options: SeaOptions): Sea {
  const { seed, instances = 50_000, drifts = [12_500, 25_000, 37_500], noise = 0.1 } = options;
  checkGenerator({ seed, instances, drifts, noise });
  const random = new Random(seed);
  return drifting({ instances, drifts }, (i, concept) => {
    const x0 = 10 * random.uniform(4 * i);
    const x1 = 10 * random.uniform(4 * i + 1);
    const x2 = 10 * random.uniform(4 * i + 2);
    const flip = random.uniform(4 * i + 3) < noise;
    const truth = seaClass(x0, x1, concept);
    return { x0, x1, x2, class: flip ? (truth === 1 ? 0 : 1) : truth };
  });
}
