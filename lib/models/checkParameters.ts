import { ConfigError, type ConfigMistake } from '../errors.js';
import type { PlainData } from '../types.js';
import { activations } from './Activation.js';

/** What a parameter of a model may be. */
export interface Kind {
  readonly remedy: string;
  holds(value: unknown): boolean;
}

export const size: Kind = {
  remedy: 'give a whole number from 1 up',
  holds: (value) => Number.isSafeInteger(value) && Number(value) > 0,
};

/** A list of sizes, of as many layers; `what` and `example` say of what. */
export const sizes = (what: string, example: string): Kind => ({
  remedy: `give ${what}, such as ${example}`,
  holds: (value) => Array.isArray(value) && value.every(size.holds),
});

/** A list of indices from 0; `what` says of what. */
export const indices = (what: string): Kind => ({
  remedy: `give ${what}, by index from 0, or []`,
  holds: (value) => Array.isArray(value) && value.every((index) => Number.isSafeInteger(index) && index >= 0),
});

/** As `sizes`, of at least one layer. */
export const someSizes = (what: string, example: string): Kind => {
  const { remedy, holds } = sizes(what, example);
  return { remedy, holds: (value) => holds(value) && (value as readonly unknown[]).length > 0 };
};

export const activation: Kind = {
  remedy: `give one of ${activations.join(', ')}`,
  holds: (value) => (activations as readonly unknown[]).includes(value),
};

export const rate: Kind = {
  remedy: 'give a number from 0 up to, but not, 1',
  holds: (value) => typeof value === 'number' && value >= 0 && value < 1,
};

export const flag: Kind = { remedy: 'give true or false', holds: (value) => typeof value === 'boolean' };

/** A number above 0, up to 1. */
export const share: Kind = {
  remedy: 'give a number above 0, up to 1',
  holds: (value) => typeof value === 'number' && value > 0 && value <= 1,
};

export const seed: Kind = {
  remedy: 'give a whole number from 0 up',
  holds: (value) => Number.isSafeInteger(value) && Number(value) >= 0,
};

export const oneOf = (...choices: readonly string[]): Kind => ({
  remedy: `give one of ${choices.join(', ')}`,
  holds: (value) => choices.includes(value as string),
});

/** @returns the parameters, copied. @throws ConfigError that lists every one that is not what its kind says. */
export function checkParameters<Name extends string>(
  parameters: { readonly [name in Name]: PlainData },
  kinds: { readonly [name in Name]: Kind },
): { readonly [name in Name]: PlainData } {
  const mistakes: ConfigMistake[] = [];
  for (const option of Object.keys(kinds) as Name[]) {
    const { holds, remedy } = kinds[option];
    if (!holds(parameters[option])) mistakes.push({ option, value: parameters[option], remedy });
  }
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  return structuredClone(parameters);
}
