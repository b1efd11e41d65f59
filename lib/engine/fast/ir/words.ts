import type { Affine } from '../run/FastProgram.js';
import type { Fitted, FittedWord } from './fitRows.js';

/** The address of a value. */
export function place(value: number): FittedWord {
  return { value, base: 0, perRow: 0 };
}

/** A number that is the same for any number of rows. */
export function fixed(base: number): Affine {
  return { base, perRow: 0 };
}

/** A float travels as its bits. */
export function float(number: number): Affine {
  return fixed(new Int32Array(Float32Array.of(number).buffer)[0]!);
}

/** How many floats a value is. */
export function sizeIn({ values }: Fitted, value: number): Affine {
  const fitted = values.get(value)!;
  return 'size' in fitted ? fitted.size : fixed(0);
}
