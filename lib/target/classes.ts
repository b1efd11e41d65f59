import * as E from 'fp-ts/lib/Either.js';
import { ConfigError, type ConfigMistake } from '../errors.js';
import { isMissing, toNumber } from '../preprocess/toNumber.js';
import type { Target } from './Target.js';

/**
 * One of several classes is predicted; `y` and `prediction.value` are its name.
 *
 * The model puts out one number per class, in the order of `names`: probabilities, from logits where the model is built-in. The
 * greatest is the answer, the first of equal ones.
 *
 * A row's label may be
 * - a name, or a number or flag that is written like one (`1` for `'1'`, `true` for `'true'`);
 * - where no name is a whole number: the position of a name, from 0, as a number or in digits;
 * - one-hot: an array with one entry per class, 1 for the class and 0 for all others, as several label fields give it.
 *
 * Anything else is a bad row, an empty label too.
 *
 * @throws ConfigError where there are fewer than two names, a name is empty, or comes twice.
 * @example
 * import { classes } from 'adlstream';
 *
 * const target = classes(['calm', 'storm']);
 * console.log(target.decode('storm')); // { _tag: 'Right', right: 'storm' }
 * console.log(target.decode(1)); // { _tag: 'Right', right: 'storm' }
 * console.log(target.decode(['0', '1'])); // { _tag: 'Right', right: 'storm' }
 * console.log(target.decode('rain')._tag); // Left
 * console.log(target.encode('storm')); // Float32Array(2) [ 0, 1 ]
 * console.log(target.value(Float32Array.of(0.4, 0.6))); // storm
 */
export function classes<const Names extends readonly [string, ...string[]]>(names: Names): Target<Names[number]> {
  check(names);
  const positions: ReadonlyMap<unknown, number> = new Map(names.map((name, i) => [name, i]));
  const byPosition = !names.some((name) => /^\d+$/.test(name));
  const listed = `the classes are ${names.map((name) => `'${name}'`).join(', ')}`;

  function positionOf(raw: unknown): number | undefined {
    const position = positions.get(raw) ?? (isScalar(raw) ? positions.get(String(raw)) : undefined);
    if (position !== undefined || !byPosition || typeof raw === 'boolean') return position;
    const number = toNumber(raw);
    return Number.isInteger(number) && number >= 0 && number < names.length ? number : undefined;
  }

  function oneHot(raw: readonly unknown[]): number | undefined {
    const numbers = raw.map(toNumber);
    const position = numbers.indexOf(1);
    const rest = numbers.every((number, i) => i === position || number === 0);
    return raw.length === names.length && rest && position >= 0 ? position : undefined;
  }

  return {
    _tag: 'Classes',
    outputs: names.length,
    width: names.length,
    decode(raw) {
      const label: unknown = Array.isArray(raw) && raw.length === 1 ? raw[0] : raw;
      const position = Array.isArray(label) ? oneHot(label) : positionOf(label);
      if (position !== undefined) return E.right(names[position]!);
      if (Array.isArray(label)) return E.left(`${JSON.stringify(label)} is not one-hot; ${listed}`);
      return E.left(isMissing(label) ? `is missing; ${listed}` : `${shown(label)} is no class; ${listed}`);
    },
    encode(y) {
      const position = positions.get(y);
      if (position === undefined) throw new TypeError(`${shown(y)} is no class; ${listed}`);
      const encoded = new Float32Array(names.length);
      encoded[position] = 1;
      return encoded;
    },
    value(output) {
      let best = 0;
      for (let i = 1; i < names.length; i++) if (output[i]! > output[best]!) best = i;
      return names[best]!;
    },
  };
}

function check(names: readonly string[]): void {
  const mistakes: ConfigMistake[] = [];
  const wrong = (remedy: string) => void mistakes.push({ option: 'classes', value: names, remedy });
  if (names.length < 2) wrong('name two classes or more');
  if (names.some((name) => name.trim() === '')) wrong('give each class a name');
  if (new Set(names).size < names.length) wrong('name each class once');
  if (mistakes.length > 0) throw new ConfigError(mistakes);
}

function isScalar(raw: unknown): boolean {
  return typeof raw === 'number' || typeof raw === 'boolean' || typeof raw === 'bigint';
}

function shown(label: unknown): string {
  return typeof label === 'string' ? `'${label}'` : typeof label === 'object' ? 'an object' : String(label);
}
