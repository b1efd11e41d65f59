import type { Affine } from '../run/FastProgram.js';

/**
 * @returns base and slope of the line through the numbers that were seen at these numbers of rows, or undefined where they
 * lie on none. The first two give the line, the others are held against it.
 */
export function fitAffine(numbers: readonly number[], rows: readonly number[], tolerance = 0): Affine | undefined {
  const perRow = (numbers[1]! - numbers[0]!) / (rows[1]! - rows[0]!);
  const base = numbers[0]! - perRow * rows[0]!;
  const fits = numbers.every(
    (number, i) => Math.abs(base + perRow * rows[i]! - number) <= tolerance * Math.abs(number),
  );
  return fits ? { base, perRow } : undefined;
}
