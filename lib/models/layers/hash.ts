/**
 * A hash of whole numbers from 0 to 2^53: 32 bits that look random, the same on every machine.
 *
 * `h = 0`, then `h = mix((h + 0x9e3779b9) ^ word)` for the low and the high 32 bits of every number in turn, all unsigned.
 */
export function hash(...numbers: readonly number[]): number {
  let h = 0;
  for (const number of numbers) h = hashOnward(h, number);
  return h >>> 0;
}

/** The hash of some numbers and one more, from the hash of those: for many that differ in the last. */
export function hashOnward(h: number, number: number): number {
  const low = mix((h + 0x9e3779b9) ^ number);
  return mix((low + 0x9e3779b9) ^ Math.floor(number / 2 ** 32)) >>> 0;
}

/**
 * Scatters 32 bits, one to one. @returns them signed, which is what a loop computes fastest with
 *
 * @see Wellons, "Prospecting for hash functions": the form of `lowbias32` with the constants of least bias known
 */
export function mix(word: number): number {
  let x = word ^ (word >>> 16);
  x = Math.imul(x, 0x21f0aaad);
  x ^= x >>> 15;
  x = Math.imul(x, 0x735a2d97);
  return x ^ (x >>> 15);
}
