import type { ConfigMistake } from '../errors.js';
import { AGRAWAL_FUNCTIONS, type Applicant, agrawalClass } from './agrawalConcepts.js';
import { checkGenerator } from './checkGenerator.js';
import { type Drifting, drifting } from './drifting.js';
import { Random } from './Random.js';

/** Nine features of an applicant for a loan, in their own units, and the class. */
export type AgrawalRow = Applicant & { readonly class: 0 | 1 };

/** How the stream is drawn. */
export interface AgrawalOptions {
  /** A whole number; the same seed gives the same rows. */
  readonly seed: number;
  /** How many rows there are; `Infinity` for an endless stream. @default 50_000 */
  readonly instances?: number;
  /** The positions, from 0, of the first row of each new concept, ascending. @default [25_000] */
  readonly drifts?: readonly number[];
  /** Which of the functions 0 to 9 each concept has, one after the other and again from the first. @default [0, 2] */
  readonly functions?: readonly number[];
}

/** How many numbers are drawn for a row. */
const DRAWS = 9;

/**
 * Applicants for loans of Agrawal and others: a labelled stream of exact thresholds, in units far apart, that drifts abruptly.
 *
 * Ten functions, here counted from 0, say which class an applicant is of, each from one to four of the nine features. It is
 * synchronous; each iteration gives the same rows again.
 *
 * Source: R. Agrawal, T. Imielinski and A. Swami, Database mining: a performance perspective, IEEE Transactions on Knowledge and
 * Data Engineering 5 (1993). Classes and ranges agree with River's `Agrawal`, also where it departs from the paper.
 *
 * @throws ConfigError for an option out of its range.
 * @example
 * import { agrawal } from 'adlstream/source';
 *
 * const source = agrawal({ seed: 1, instances: 1000, drifts: [500] });
 * const [first] = source;
 * console.log(source.drifts, first!.class === (first!.age < 40 || first!.age >= 60 ? 1 : 0)); // [ 500 ] true
 */
export function agrawal(options: AgrawalOptions): Drifting<AgrawalRow> {
  const { seed, instances = 50_000, drifts = [25_000], functions = [0, 2] } = options;
  checkGenerator({ seed, instances, drifts }, mistakesIn(functions));
  const random = new Random(seed);
  return drifting({ instances, drifts }, (i, concept) => {
    const from = (k: number, low: number, high: number) => low + (high - low) * random.uniform(DRAWS * i + k);
    const whole = (k: number, low: number, count: number) => low + Math.floor(count * random.uniform(DRAWS * i + k));
    const salary = from(0, 20_000, 150_000);
    const zipcode = whole(5, 0, 9);
    const applicant = {
      salary,
      commission: salary >= 75_000 ? 0 : from(1, 10_000, 85_000),
      age: whole(2, 20, 61),
      elevel: whole(3, 0, 5),
      car: whole(4, 1, 20),
      zipcode,
      hvalue: (8 - zipcode) * 100_000 * from(6, 0.5, 1.5),
      hyears: whole(7, 1, 30),
      loan: from(8, 0, 500_000),
    };
    return { ...applicant, class: agrawalClass(applicant, functions[concept % functions.length]!) };
  });
}

function mistakesIn(functions: readonly number[]): ConfigMistake[] {
  const isKnown = (index: number) => Number.isInteger(index) && index >= 0 && index < AGRAWAL_FUNCTIONS;
  if (functions.length > 0 && functions.every(isKnown)) return [];
  return [{ option: 'functions', value: functions, remedy: 'give one or more of the whole numbers 0 to 9' }];
}
