/**
 * How doubles travel in a Float32Array: each as the four 16-bit parts of its bits, which are whole numbers that 32 bits hold
 * exactly. So they come out to the bit, and whatever they are the array is finite.
 */
export const FLOATS_PER_DOUBLE = 4;

/** @returns where the next may be written. */
export function writeDoubles(values: Float64Array, to: Float32Array, at: number): number {
  const parts = new Uint16Array(values.buffer, values.byteOffset, values.length * FLOATS_PER_DOUBLE);
  to.set(parts, at);
  return at + parts.length;
}

/** Fills `values`. @returns where the next are read from. */
export function readDoubles(values: Float64Array, from: Float32Array, at: number): number {
  const parts = new Uint16Array(values.buffer, values.byteOffset, values.length * FLOATS_PER_DOUBLE);
  parts.set(from.subarray(at, at + parts.length));
  return at + parts.length;
}

/** A whole number up to 2^48 as two that 32 bits hold exactly. */
export function splitWhole(whole: number): [number, number] {
  return [whole % 2 ** 24, Math.floor(whole / 2 ** 24)];
}

/** The whole number at `at` that was split. */
export function joinWhole(from: Float32Array, at: number): number {
  return from[at]! + from[at + 1]! * 2 ** 24;
}
