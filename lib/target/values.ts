import * as E from 'fp-ts/lib/Either.js';
import { ConfigError, type ConfigMistake } from '../errors.js';
import type { Scaler } from '../preprocess/Scaler.js';
import { toNumber, whyNoNumber } from '../preprocess/toNumber.js';
import type { Description } from '../types.js';
import type { Target } from './Target.js';

type Names = readonly [string, ...string[]];
export type ByName<N extends Names> = N extends readonly [string] ? number : { readonly [K in N[number]]: number };

/** How `values` are learned. */
export interface ValueOptions {
  /** The running scale in which labels are learned; answers are in the labels' own unit. @default none */
  readonly scale?: Description<Scaler>;
}

/**
 * Numbers are predicted: one (`y` is a number) or several (`y` is a record by name), in their own unit.
 *
 * With `horizon: n` the next n are, so that `y` and `prediction.value` are arrays of n such labels, the nearest first;
 * `movingWindow` makes them from the rows. The horizon is given here since the model's output is built before any label came.
 * The model puts out one number per name and step: all names of the first step, then all of the second.
 *
 * A row's label is a number, a text with a decimal number, or a flag; for several names an array of those, in the order of
 * `names`, as several label fields give it. Missing and infinite ones make a row bad.
 *
 * @throws ConfigError where there is no name, a name is empty or comes twice, or the horizon is no whole number from 1 on.
 * @example
 * import { values } from 'adlstream';
 *
 * const target = values(['price', 'demand']);
 * console.log(target.decode(['1.5', 2])); // { _tag: 'Right', right: { price: 1.5, demand: 2 } }
 * console.log(target.encode({ price: 1.5, demand: 2 })); // Float32Array(2) [ 1.5, 2 ]
 * console.log(values(['price'], { horizon: 3 }).value(Float32Array.of(1, 2, 3))); // [ 1, 2, 3 ]
 */
export function values<const N extends Names>(
  names: N,
  options: ValueOptions & { readonly horizon: number },
): Target<readonly ByName<N>[], ByName<N>>;
export function values<const N extends Names>(names: N, options?: ValueOptions): Target<ByName<N>>;
export function values(
  names: Names,
  { scale, horizon }: ValueOptions & { readonly horizon?: number } = {},
): Target<Step | readonly Step[], Step> {
  check(names, horizon);
  const width = names.length;

  function stepAt(output: Float32Array, at: number): Step {
    if (width === 1) return output[at]!;
    return Object.fromEntries(names.map((name, i) => [name, output[at + i]!]));
  }

  function encodeAt(encoded: Float32Array, at: number, y: Step | undefined): void {
    for (let i = 0; i < width; i++) {
      const value: unknown = width === 1 ? y : (y as ByNames | undefined)?.[names[i]!];
      if (value === undefined) throw new TypeError(`${names[i]} is missing`);
      if (typeof value !== 'number') throw new TypeError(`${names[i]} is no number`);
      encoded[at + i] = value;
    }
  }

  return {
    _tag: 'Values',
    outputs: width * (horizon ?? 1),
    width,
    ...(horizon === undefined ? {} : { horizon }),
    ...(scale === undefined ? {} : { scale }),
    decode(raw) {
      const fields: readonly unknown[] = Array.isArray(raw) ? raw : [raw];
      if (fields.length !== width) return E.left(`has ${fields.length} values where ${names.join(', ')} are predicted`);
      const numbers = fields.map(toNumber);
      const bad = numbers.findIndex((number) => !Number.isFinite(Math.fround(number)));
      if (bad >= 0) return E.left(width === 1 ? whyNoNumber(fields[bad]) : `${names[bad]} ${whyNoNumber(fields[bad])}`);
      return E.right(width === 1 ? numbers[0]! : Object.fromEntries(names.map((name, i) => [name, numbers[i]!])));
    },
    encode(y) {
      const encoded = new Float32Array(width * (horizon ?? 1));
      if (horizon === undefined) encodeAt(encoded, 0, y as Step);
      else {
        const steps = y as readonly Step[];
        if (!Array.isArray(steps) || steps.length !== horizon) throw new TypeError(`is no array of ${horizon} steps`);
        for (let step = 0; step < horizon; step++) encodeAt(encoded, step * width, steps[step]);
      }
      return encoded;
    },
    value(output) {
      if (horizon === undefined) return stepAt(output, 0);
      return Array.from({ length: horizon }, (_, step) => stepAt(output, step * width));
    },
  };
}

type ByNames = { readonly [name: string]: number };
type Step = number | ByNames;

function check(names: readonly string[], horizon: number | undefined): void {
  const mistakes: ConfigMistake[] = [];
  const wrong = (remedy: string) => void mistakes.push({ option: 'values', value: names, remedy });
  if (names.length === 0) wrong('name one value or more');
  if (names.includes('') || names.includes('__proto__')) wrong('give each value a name');
  if (new Set(names).size < names.length) wrong('name each value once');
  if (horizon !== undefined && !(Number.isSafeInteger(horizon) && horizon >= 1)) {
    mistakes.push({ option: 'horizon', value: horizon, remedy: 'give a whole number of rows, 1 or more' });
  }
  if (mistakes.length > 0) throw new ConfigError(mistakes);
}
