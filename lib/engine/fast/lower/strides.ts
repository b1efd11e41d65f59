import type { Place } from './Lowered.js';

/** @returns how many floats apart the elements of a row-major block are along each axis. */
export function stridesOf(shape: readonly number[]): number[] {
  let stride = 1;
  return shape
    .toReversed()
    .map((size) => {
      stride *= size;
      return stride / size;
    })
    .reverse();
}

/** @returns the place so many floats further on. */
export function moved(place: Place, floats: number): Place {
  return { value: place.value, offset: place.offset + 4 * floats };
}
