import { ConfigError, type ConfigMistake } from '../errors.js';
import { Random } from './Random.js';

/** What `sine` generates. */
export interface SineOptions {
  /** How many rows there are; `Infinity` for an endless stream. @default 1000 */
  readonly instances?: number;
  /** How many values a row has. @default 1 */
  readonly columns?: number;
  /** Rows that one wave takes. @default 200π, about 628.3 */
  readonly period?: number;
  /** The standard deviation of the normal noise on every value. @default 0 */
  readonly noise?: number;
  /** Of the noise: a whole number; the same seed gives the same rows. @default 0 */
  readonly seed?: number;
}

/** The values by their names: `s0`, `s1` … */
export type SineRow = { readonly [column: string]: number };

/**
 * Waves to forecast: rows of `s0`, `s1` …, sines of one period, each later column ahead by an equal part of it.
 *
 * Row t has `s0 = sin(2πt / period)` and the noise. It is synchronous; each iteration gives the same rows again. The defaults
 * are those of ADLStream's `FakeStream`, `sin(t / 100)` for 1000 rows, whose columns were all alike.
 *
 * @throws ConfigError for an option out of its range.
 * @example
 * import { sine } from 'adlstream/source';
 *
 * const values = Array.from(sine({ period: 4, instances: 4 }), ({ s0 }) => s0!.toFixed(0));
 * console.log(values.join(' ')); // 0 1 0 -1
 */
export function sine({
  instances = 1000,
  columns = 1,
  period = 200 * Math.PI,
  noise = 0,
  seed = 0,
}: SineOptions = {}): Iterable<SineRow> {
  const options = { instances, columns, period, noise, seed };
  check(options);
  return { [Symbol.iterator]: () => rows(options) };
}

function* rows({ instances, columns, period, noise, seed }: Required<SineOptions>): Generator<SineRow, undefined> {
  const random = new Random(seed);
  const names = Array.from({ length: columns }, (_, column) => `s${column}`);
  for (let t = 0; t < instances; t++) {
    const row: { [column: string]: number } = {};
    for (let column = 0; column < columns; column++) {
      const wave = Math.sin(2 * Math.PI * (t / period + column / columns));
      row[names[column]!] = noise === 0 ? wave : wave + noise * random.normal(t * columns + column);
    }
    yield row;
  }
  return undefined;
}

function check({ instances, columns, period, noise, seed }: Required<SineOptions>): void {
  const mistakes: ConfigMistake[] = [];
  const wrong = (option: string, value: number, remedy: string) => void mistakes.push({ option, value, remedy });
  if (instances !== Number.POSITIVE_INFINITY && !(Number.isSafeInteger(instances) && instances >= 0)) {
    wrong('instances', instances, 'give a whole number, or Infinity');
  }
  if (!(Number.isSafeInteger(columns) && columns >= 1)) wrong('columns', columns, 'give a whole number, 1 or more');
  if (!(period > 0 && Number.isFinite(period))) wrong('period', period, 'give a number of rows above 0');
  if (!(noise >= 0 && Number.isFinite(noise))) wrong('noise', noise, 'give a standard deviation, 0 or more');
  if (!Number.isSafeInteger(seed)) wrong('seed', seed, 'give a whole number');
  if (mistakes.length > 0) throw new ConfigError(mistakes);
}
