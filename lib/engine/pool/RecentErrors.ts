/** So many parts of each length are kept before two of them become one of twice the length. */
const PARTS = 5;

/** How seldom a change may be seen where there is none: the confidence that Bifet and Gavaldà take. */
const DELTA = 0.002;

/** Rows from longer ago than this tell no more. */
const MOST = 2 ** 16;

/**
 * Which answers were wrong since the concept last changed: a window that is cut where errors have become more frequent.
 *
 * The newest rows are told apart, older ones in parts of 2, 4, 8 … rows, as in ADWIN (Bifet and Gavaldà, "Learning from
 * Time-Changing Data with Adaptive Windowing", 2007), so memory grows with the logarithm of the rows. A change is seen where
 * two error rates explain the rows so much better than one that the logarithm of the likelihood ratio exceeds `ln(rows / δ)`, and it
 * lies where that is greatest. Fewer errors than before are no change: what was learned still holds.
 */
export class RecentErrors {
  /** Of each part, from the newest to the oldest. */
  #rows: number[] = [];
  #errors: number[] = [];
  #allRows = 0;
  #allErrors = 0;

  /** How many rows there are since the last change. */
  get rows(): number {
    return this.#allRows;
  }

  /** Counts one row. @returns whether it has brought a change to light. */
  add(isWrong: boolean): boolean {
    this.#rows.unshift(1);
    this.#errors.unshift(isWrong ? 1 : 0);
    this.#allRows++;
    if (isWrong) this.#allErrors++;
    this.#join();
    while (this.#allRows > MOST) {
      this.#allRows -= this.#rows.pop()!;
      this.#allErrors -= this.#errors.pop()!;
    }
    // Only an error makes errors more frequent.
    return isWrong && this.#cut();
  }

  /** All parts, as numbers that 32 bits hold exactly. */
  save(): Float32Array {
    return Float32Array.from(this.#rows.flatMap((rows, i) => [rows, this.#errors[i]!]));
  }

  restore(saved: Float32Array): void {
    this.#rows = Array.from(saved).filter((_, i) => i % 2 === 0);
    this.#errors = Array.from(saved).filter((_, i) => i % 2 === 1);
    this.#allRows = this.#rows.reduce((sum, rows) => sum + rows, 0);
    this.#allErrors = this.#errors.reduce((sum, errors) => sum + errors, 0);
  }

  /** Where there are too many parts of a length, the two oldest of them become one. */
  #join(): void {
    let from = 0;
    for (let length = 1; ; length *= 2) {
      let to = from;
      while (this.#rows[to] === length) to++;
      if (to - from <= PARTS) return;
      this.#rows.splice(to - 2, 2, 2 * length);
      this.#errors.splice(to - 2, 2, this.#errors[to - 2]! + this.#errors[to - 1]!);
      from = to - 2;
    }
  }

  #cut(): boolean {
    const [rows, errors] = [this.#allRows, this.#allErrors];
    const whole = logLikelihood(errors, rows);
    let [newRows, newErrors, best, parts, rowsLeft, errorsLeft] = [0, 0, Math.log(rows / DELTA), 0, 0, 0];
    for (let i = 0; i + 1 < this.#rows.length; i++) {
      newRows += this.#rows[i]!;
      newErrors += this.#errors[i]!;
      const [oldRows, oldErrors] = [rows - newRows, errors - newErrors];
      if (newErrors * oldRows <= oldErrors * newRows) continue;
      const ratio = logLikelihood(newErrors, newRows) + logLikelihood(oldErrors, oldRows) - whole;
      if (ratio > best) [best, parts, rowsLeft, errorsLeft] = [ratio, i + 1, newRows, newErrors];
    }
    if (parts === 0) return false;
    this.#rows.length = parts;
    this.#errors.length = parts;
    this.#allRows = rowsLeft;
    this.#allErrors = errorsLeft;
    return true;
  }
}

/** Of so many errors in so many rows, at the rate that makes them likeliest. */
function logLikelihood(errors: number, rows: number): number {
  const right = rows - errors;
  return (errors > 0 ? errors * Math.log(errors / rows) : 0) + (right > 0 ? right * Math.log(right / rows) : 0);
}
