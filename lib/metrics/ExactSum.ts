/**
 * A sum without rounding errors, from which terms can be taken out again.
 *
 * The sum is held as numbers that do not overlap, smallest first; `value` is their total, rounded once. So a term that is
 * added and subtracted again leaves no trace, in whatever order, which a plain sum promises to nobody. Terms and sum must be
 * finite. Usually one to three numbers are held; never more than there are bits in the range of a double.
 *
 * @see Shewchuk, "Adaptive precision floating-point arithmetic" (1997), as in Python's `math.fsum`
 */
export class ExactSum {
  readonly #parts: number[];
  /** How many of `#parts` are in use: shortening an array is dear. */
  #used: number;

  constructor(saved: readonly number[] = []) {
    this.#parts = [...saved];
    this.#used = saved.length;
  }

  add(term: number): void {
    const parts = this.#parts;
    let carried = term;
    let used = 0;
    for (let i = 0; i < this.#used; i++) {
      const part = parts[i]!;
      const sum = carried + part;
      const error = Math.abs(carried) < Math.abs(part) ? carried - (sum - part) : part - (sum - carried);
      if (error !== 0) parts[used++] = error;
      carried = sum;
    }
    if (carried !== 0) parts[used++] = carried;
    this.#used = used;
  }

  /** The double that is nearest to the sum. */
  get value(): number {
    const parts = this.#parts;
    let i = this.#used;
    if (i === 0) return 0;
    let sum = parts[--i]!;
    let error = 0;
    while (i > 0 && error === 0) {
      const part = parts[--i]!;
      const rounded = sum + part;
      error = part - (rounded - sum);
      sum = rounded;
    }
    // Halfway between two doubles the smaller parts decide, where they pull the same way as the error.
    if (i > 0 && error > 0 === parts[i - 1]! > 0) {
      const twice = error * 2;
      const other = sum + twice;
      if (other - sum === twice) return other;
    }
    return sum;
  }

  save(): readonly number[] {
    return this.#parts.slice(0, this.#used);
  }
}
