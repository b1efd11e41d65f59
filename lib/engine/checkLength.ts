import { ConfigError } from '../errors.js';

/** Holds what is loaded or restored to the learner's own size. @throws ConfigError where it is of another model. */
export function checkLength(option: string, { length }: Float32Array, expected: number): void {
  if (length === expected) return;
  const remedy = `this learner has ${expected} of them: give what came from one of the same model and optimizer`;
  throw new ConfigError([{ option, value: `${length} numbers`, remedy }]);
}
