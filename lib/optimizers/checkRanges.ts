import { ConfigError, type ConfigMistake } from '../errors.js';

const ranges = {
  positive: { holds: (value: number) => value > 0, remedy: 'give a finite number above 0' },
  notNegative: { holds: (value: number) => value >= 0, remedy: 'give a finite number from 0 up' },
  belowOne: { holds: (value: number) => value >= 0 && value < 1, remedy: 'give a number from 0 up to, but not, 1' },
};

/** @throws ConfigError that lists every parameter out of its range, where there is one; `description` is handed back where there is none. */
export function checkRanges<Description extends { readonly [parameter: string]: unknown }>(
  description: Description,
  parameters: { readonly [Parameter in keyof Description]?: keyof typeof ranges },
): Description {
  const mistakes: ConfigMistake[] = [];
  for (const option of Object.keys(parameters)) {
    if (!Object.hasOwn(description, option)) continue;
    const { holds, remedy } = ranges[parameters[option] ?? 'positive'];
    const value: unknown = description[option];
    if (!(typeof value === 'number' && Number.isFinite(value) && holds(value))) {
      mistakes.push({ option, value, remedy });
    }
  }
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  return description;
}
