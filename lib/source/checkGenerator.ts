import { ConfigError, type ConfigMistake } from '../errors.js';

/** What generators of rows with a class have in common. */
interface Checked {
  readonly seed: number;
  readonly instances: number;
  readonly drifts: readonly number[];
  readonly noise?: number;
}

/** @throws ConfigError where an option is out of its range; `more` are mistakes in the generator's own options. */
export function checkGenerator({ seed, instances, drifts, noise = 0 }: Checked, more: readonly ConfigMistake[] = []) {
  const mistakes: ConfigMistake[] = [];
  const wrong = (option: string, value: unknown, remedy: string) => void mistakes.push({ option, value, remedy });
  if (!Number.isSafeInteger(seed)) wrong('seed', seed, 'give a whole number');
  if (instances !== Number.POSITIVE_INFINITY && !(Number.isSafeInteger(instances) && instances >= 0)) {
    wrong('instances', instances, 'give a whole number, or Infinity');
  }
  if (!drifts.every((drift, i) => Number.isSafeInteger(drift) && drift > (drifts[i - 1] ?? 0))) {
    wrong('drifts', drifts, 'give whole numbers from 1 up, each greater than the last');
  }
  if (!(noise >= 0 && noise <= 1)) wrong('noise', noise, 'give a number from 0 to 1');
  mistakes.push(...more);
  if (mistakes.length > 0) throw new ConfigError(mistakes);
}
