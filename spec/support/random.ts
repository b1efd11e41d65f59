/** A small generator of repeatable numbers (mulberry32), uniform in [-1, 1). */
export function randomNumbers(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2147483648 - 1;
  };
}

/** @returns `count` such numbers. */
export function randomArray(count: number, seed: number): Float32Array {
  return Float32Array.from({ length: count }, randomNumbers(seed));
}
