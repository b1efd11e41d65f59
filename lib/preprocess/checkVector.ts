import { BadRowError } from '../errors.js';

/**
 * Refuses a vector before anything is written, so that it leaves no trace.
 *
 * @param width what was learned before; 0 where nothing was.
 * @throws BadRowError where it is of another length, or has a number that is not finite.
 */
export function checkVector(x: ArrayLike<number>, width: number): void {
  for (let i = 0; i < x.length; i++) {
    if (x[i]! - x[i]! !== 0) refuse(x, `feature ${i} is ${x[i]}; only finite numbers can be scaled`);
  }
  checkWidth(x, width);
}

/** The part of `checkVector` that looks at the length alone. */
export function checkWidth(x: ArrayLike<number>, width: number): void {
  if (width > 0 && x.length !== width) refuse(x, `has ${x.length} features where the scaler learned ${width}`);
}

function refuse(x: ArrayLike<number>, reason: string): never {
  throw new BadRowError({ row: x, field: 'x', reason });
}
