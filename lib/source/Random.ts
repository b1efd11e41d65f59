/** Numbers that are hashes of the seed and their position, so that none depends on what was drawn before it. */
export class Random {
  readonly #stream: number;

  /** @param seed a whole number. */
  constructor(seed: number) {
    this.#stream = hash(seed);
  }

  /** From 0 up to 1, with 32 bits. */
  uniform(position: number): number {
    return (hash(this.#stream + Math.imul(position, 0x9e3779b9)) >>> 0) / 2 ** 32;
  }

  /** Of mean 0 and variance 1, from the two uniform numbers at twice its position (G. E. P. Box and M. E. Muller, 1958). */
  normal(position: number): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform(2 * position)));
    return radius * Math.cos(2 * Math.PI * this.uniform(2 * position + 1));
  }
}

/** The finalizer of MurmurHash3: every bit of the input changes half of the bits that come out. */
function hash(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
