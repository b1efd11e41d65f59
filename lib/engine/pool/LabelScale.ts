import { FLOATS_PER_DOUBLE, readDoubles, writeDoubles } from './doubles.js';

/** So many features at the most are tried as anchors. */
const MOST_ANCHORS = 64;

/** How much of an anchor's errors is kept from row to row. */
const KEPT = 0.999;

/** Another anchor must be better by so much, so that members are not taught another task for nothing. */
const BETTER = 0.9;

/** Rows before the first anchor is chosen, and between two choices. */
const CHOOSE_EVERY = 100;

/** What is known of the labels' residuals from one anchor: so many numbers each. */
const [MEAN, SQUARES, LOW, HIGH, ERROR, NUMBERS] = [0, 1, 2, 3, 4, 5];

/**
 * Labels that are values, as members learn them: by how much they differ from an anchor, in standard deviations of that.
 *
 * The anchor of an output is nothing or, where that is closer, the newest value of one feature: a forecast then begins at
 * repeating the last value. The feature is brought to the label's mean and deviation, so that either may be scaled.
 * A member's answer is kept to the range of residuals seen so far and half of it more on either side.
 */
export class LabelScale {
  /** How many floats `write` writes. */
  readonly size: number;
  readonly #outputs: number;
  /** Where in a row the anchors are, and how many. */
  readonly #from: number;
  readonly #anchors: number;
  #count = 0;
  /** Mean and sum of squared deviations of each label, then of each anchor. */
  readonly #moments: Float64Array;
  /** Of each output, each anchor, none of them first. */
  readonly #residuals: Float64Array;
  readonly #chosen: Float64Array;

  constructor(inputShape: readonly number[], outputs: number) {
    const width = inputShape.reduce((product, size) => product * size, 1);
    const features = inputShape.length > 1 ? inputShape.at(-1)! : width;
    this.#outputs = outputs;
    this.#anchors = features > MOST_ANCHORS ? 0 : features;
    this.#from = width - features;
    this.#moments = new Float64Array(2 * (outputs + this.#anchors));
    this.#residuals = new Float64Array(NUMBERS * outputs * (1 + this.#anchors));
    this.#chosen = new Float64Array(outputs);
    this.size = FLOATS_PER_DOUBLE * (1 + this.#moments.length + this.#residuals.length + outputs);
  }

  /** Learns from one labelled row. */
  learn(x: Float32Array, xFrom: number, y: Float32Array, yFrom: number): void {
    this.#count++;
    for (let k = 0; k < this.#outputs; k++) this.#learnMoments(k, y[yFrom + k]!);
    for (let a = 0; a < this.#anchors; a++) this.#learnMoments(this.#outputs + a, x[xFrom + this.#from + a]!);
    for (let k = 0; k < this.#outputs; k++) {
      for (let a = 0; a <= this.#anchors; a++) this.#learnResidual(k, a, y[yFrom + k]! - this.#anchor(k, a, x, xFrom));
    }
    if (this.#count % CHOOSE_EVERY === 0) for (let k = 0; k < this.#outputs; k++) this.#choose(k);
  }

  /** Writes to `out`, from `at` on, what members are to answer. */
  encode(x: Float32Array, xFrom: number, y: Float32Array, yFrom: number, out: Float32Array, at: number): void {
    for (let k = 0; k < this.#outputs; k++) {
      const chosen = this.#chosen[k]!;
      const of = this.#place(k, chosen);
      const deviation = this.#deviation(this.#residuals[of + SQUARES]!);
      const residual = y[yFrom + k]! - this.#anchor(k, chosen, x, xFrom) - this.#residuals[of + MEAN]!;
      out[at + k] = deviation > 0 ? residual / deviation : 0;
    }
  }

  /** From a combined answer to the row in `x`, in place, to values. */
  decode(answer: Float32Array, at: number, x: Float32Array, xFrom: number): void {
    for (let k = 0; k < this.#outputs; k++) {
      const chosen = this.#chosen[k]!;
      const of = this.#place(k, chosen);
      const deviation = this.#deviation(this.#residuals[of + SQUARES]!);
      answer[at + k] = this.#anchor(k, chosen, x, xFrom) + this.#residuals[of + MEAN]! + answer[at + k]! * deviation;
    }
  }

  /** Keeps members' answers to one row within the range, in place. What is not a number stays so. */
  limit(answers: Float32Array, from: number, to: number): void {
    const outputs = this.#outputs;
    for (let k = 0; k < outputs; k++) {
      const of = this.#place(k, this.#chosen[k]!);
      const deviation = this.#deviation(this.#residuals[of + SQUARES]!);
      const mean = this.#residuals[of + MEAN]!;
      const [low, high] = [this.#residuals[of + LOW]!, this.#residuals[of + HIGH]!];
      const least = deviation > 0 ? (1.5 * low - 0.5 * high - mean) / deviation : 0;
      const most = deviation > 0 ? (1.5 * high - 0.5 * low - mean) / deviation : 0;
      for (let i = from + k; i < to; i += outputs) {
        const answer = answers[i]!;
        if (answer > most) answers[i] = most;
        else if (answer < least) answers[i] = least;
      }
    }
  }

  /** Writes all that is learned. @returns where the next may be written. */
  write(to: Float32Array, at: number): number {
    let next = writeDoubles(Float64Array.of(this.#count), to, at);
    for (const block of [this.#moments, this.#residuals, this.#chosen]) next = writeDoubles(block, to, next);
    return next;
  }

  /** Goes on from what was written. @returns where the next is read from. */
  read(from: Float32Array, at: number): number {
    const count = new Float64Array(1);
    let next = readDoubles(count, from, at);
    this.#count = count[0]!;
    for (const block of [this.#moments, this.#residuals, this.#chosen]) next = readDoubles(block, from, next);
    return next;
  }

  #learnMoments(which: number, value: number): void {
    const moments = this.#moments;
    const difference = value - moments[2 * which]!;
    moments[2 * which]! += difference / this.#count;
    moments[2 * which + 1]! += difference * (value - moments[2 * which]!);
  }

  #learnResidual(k: number, a: number, residual: number): void {
    const residuals = this.#residuals;
    const of = this.#place(k, a);
    const difference = residual - residuals[of + MEAN]!;
    residuals[of + MEAN]! += difference / this.#count;
    residuals[of + SQUARES]! += difference * (residual - residuals[of + MEAN]!);
    if (this.#count === 1 || residual < residuals[of + LOW]!) residuals[of + LOW] = residual;
    if (this.#count === 1 || residual > residuals[of + HIGH]!) residuals[of + HIGH] = residual;
    const error = a === 0 ? residual - this.#moments[2 * k]! : residual;
    residuals[of + ERROR] = KEPT * residuals[of + ERROR]! + Math.abs(error);
  }

  #choose(k: number): void {
    const errorOf = (a: number) => this.#residuals[this.#place(k, a) + ERROR]!;
    let best = this.#chosen[k]!;
    for (let a = 0; a <= this.#anchors; a++) if (errorOf(a) < errorOf(best)) best = a;
    if (errorOf(best) < BETTER * errorOf(this.#chosen[k]!)) this.#chosen[k] = best;
  }

  /** @param a which anchor, from 1; 0 for none. */
  #anchor(k: number, a: number, x: Float32Array, xFrom: number): number {
    if (a === 0) return 0;
    const moments = this.#moments;
    const feature = 2 * (this.#outputs + a - 1);
    const deviation = this.#deviation(moments[feature + 1]!);
    if (!(deviation > 0)) return moments[2 * k]!;
    const steps = (x[xFrom + this.#from + a - 1]! - moments[feature]!) / deviation;
    return moments[2 * k]! + steps * this.#deviation(moments[2 * k + 1]!);
  }

  #deviation(squares: number): number {
    return this.#count > 1 ? Math.sqrt(squares / (this.#count - 1)) : 0;
  }

  #place(k: number, a: number): number {
    return NUMBERS * (k * (1 + this.#anchors) + a);
  }
}
