import type { RowConstant } from '../run/FastProgram.js';
import { Untraceable } from '../Untraceable.js';
import { fitAffine } from './fitAffine.js';

/** Numbers that are the same at every step, or one that follows from the number of rows. */
export type FittedConstant = { readonly data: Float32Array } | { readonly number: Omit<RowConstant, 'at'> };

/** Constants are computed in float32, so a law is met to its precision only. */
const PRECISION = 1e-6;

/**
 * @throws Untraceable where the constant differs otherwise: then it is a random number, a counter of steps, or was
 * computed from the data behind the trace's back.
 */
export function fitConstant(seen: readonly Float32Array[], rows: readonly number[]): FittedConstant {
  const [data] = seen as [Float32Array];
  if (seen.every((other) => other.length === data.length && other.every((x, i) => Object.is(x, data[i]))))
    return { data };
  if (seen.every(({ length }) => length === 1)) {
    const numbers = seen.map(([x]) => x!);
    const affine = fitAffine(numbers, rows, PRECISION);
    if (affine) return { number: { form: 'affine', ...rounded(affine) } };
    const reciprocal = fitAffine(
      numbers.map((x) => 1 / x),
      rows,
      PRECISION,
    );
    if (reciprocal) return { number: { form: 'reciprocal', ...rounded(reciprocal) } };
  }
  throw new Untraceable('a constant', 'it changes from step to step, or with the number of rows in no simple way');
}

/** Counts of rows and columns are whole, and weights of losses short; what is left of float32's rounding is taken off. */
function rounded({ base, perRow }: { base: number; perRow: number }) {
  const off = PRECISION * (Math.abs(base) + Math.abs(perRow));
  const round = (x: number) => {
    const near = Math.round(x * 1000) / 1000;
    return Math.abs(x - near) <= off ? near : x;
  };
  return { base: round(base), perRow: round(perRow) };
}
