import { type Combination, FULL, isSound, KEPT, type Rule } from './Combination.js';

/** Squared errors below this are none. */
const NONE = 1e-12;

/**
 * `Σ wₘ · fₘ`, with weights w ≥ 0 that begin at 1/M, add up to 1, and follow the gradient of the squared error, by .05/M per
 * row. The error is measured against the faded mean of the combination's own squared errors or, where they are farther apart,
 * against how far apart the members are: so a step never overshoots. The state is w, then the faded sum of squares of each output.
 */
export const stackValues: Rule = {
  size: (members, outputs) => members + outputs,
  create(members, outputs, state = new Float32Array(members + outputs)) {
    const weights = state.subarray(0, members);
    if (weights.every((weight) => weight === 0)) weights.fill(1 / members);
    return new StackValues(members, outputs, state);
  },
};

class StackValues implements Combination {
  readonly #weights: Float32Array;
  readonly #squares: Float32Array;
  readonly #answer: Float32Array;
  readonly #gradient: Float64Array;

  constructor(
    private readonly members: number,
    private readonly outputs: number,
    readonly state: Float32Array,
  ) {
    this.#weights = state.subarray(0, members);
    this.#squares = state.subarray(members);
    this.#answer = new Float32Array(outputs);
    this.#gradient = new Float64Array(members);
  }

  combine(outputs: Float32Array, out: Float32Array, at: number): void {
    const { members, outputs: width } = this;
    const weights = this.#weights;
    out.fill(0, at, at + width);
    let total = 0;
    for (let m = 0; m < members; m++) if (isSound(outputs, m * width, width)) total += weights[m]!;
    if (total === 0) return;
    for (let m = 0; m < members; m++) {
      if (!isSound(outputs, m * width, width)) continue;
      for (let k = 0; k < width; k++) out[at + k]! += (weights[m]! / total) * outputs[m * width + k]!;
    }
  }

  learn(outputs: Float32Array, y: Float32Array, at: number): Float32Array {
    const { members, outputs: width } = this;
    const gradient = this.#gradient.fill(0);
    this.combine(outputs, this.#answer, 0);
    for (let k = 0; k < width; k++) {
      const error = this.#answer[k]! - y[at + k]!;
      this.#squares[k] = KEPT * this.#squares[k]! + error ** 2;
      this.#addGradient(outputs, k, error, gradient);
    }
    let sum = 0;
    for (let m = 0; m < members; m++) {
      this.#weights[m] = Math.max(0, this.#weights[m]! - (0.05 / members) * (gradient[m]! / width));
      sum += this.#weights[m]!;
    }
    for (let m = 0; m < members; m++) this.#weights[m] = sum > 0 ? this.#weights[m]! / sum : 1 / members;
    return this.#answer;
  }

  restart(member: number): void {
    // Its share goes to the others, and it earns one anew; where it had all, all begin alike.
    const kept = 1 - this.#weights[member]!;
    if (kept > 0) {
      this.#weights[member] = 0;
      for (let m = 0; m < this.members; m++) this.#weights[m]! /= kept;
    } else this.#weights.fill(1 / this.members);
  }

  shares(): number[] {
    return [...this.#weights];
  }

  #addGradient(outputs: Float32Array, k: number, error: number, gradient: Float64Array): void {
    const { members, outputs: width } = this;
    let [sum, count] = [0, 0];
    for (let m = 0; m < members; m++) {
      if (!isSound(outputs, m * width, width)) continue;
      sum += outputs[m * width + k]!;
      count++;
    }
    const mean = sum / count;
    let apart = 0;
    for (let m = 0; m < members; m++) {
      if (isSound(outputs, m * width, width)) apart += (outputs[m * width + k]! - mean) ** 2 / count;
    }
    const scale = Math.max(this.#squares[k]! / FULL, apart);
    if (!(scale > NONE)) return;
    for (let m = 0; m < members; m++) {
      if (isSound(outputs, m * width, width)) gradient[m]! += (error * (outputs[m * width + k]! - mean)) / scale;
    }
  }
}
