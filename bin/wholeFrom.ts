import { InvalidArgumentError } from 'commander';

/** Reads an option that is a whole number. */
export function wholeFrom(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && Number.isSafeInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`give a whole number from ${least} up.`);
  };
}
