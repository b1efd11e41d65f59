import { ConfigError } from '../errors.js';

/** @throws ConfigError where `value` is not a whole number from 1 on. */
export function checkCount(option: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 1) return;
  throw new ConfigError([{ option, value, remedy: 'give a whole number of instances, 1 or more' }]);
}
