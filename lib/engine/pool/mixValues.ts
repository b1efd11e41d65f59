import { type Combination, FULL, isSound, KEPT, type Rule } from './Combination.js';
import { catchUp, least, weigh } from './mix.js';

/** Squared errors below this are none. */
const NONE = 1e-12;

/** What an answer that is not finite counts as. */
const WORST = Math.log1p(1e12);

/**
 * Values weighted by `exp(½ · L)`, where L fades by .99 per row and each row takes `log(1 + e² / s²)` from it, the mean over the
 * outputs: e is a member's error and s² the faded mean of the combination's own squared errors, so that one outlier, which all
 * of them miss, decides nothing. As in `mix`, no L is more than 10 behind the greatest. The state is L of each member, then the faded sum of squares of each output.
 */
export const mixValues: Rule = {
  size: (members, outputs) => members + outputs,
  create: (members, outputs, state = new Float32Array(members + outputs)) => new MixValues(members, outputs, state),
};

class MixValues implements Combination {
  readonly #likelihoods: Float32Array;
  readonly #squares: Float32Array;
  readonly #weights: Float64Array;
  readonly #answer: Float32Array;

  constructor(
    private readonly members: number,
    private readonly outputs: number,
    readonly state: Float32Array,
  ) {
    this.#likelihoods = state.subarray(0, members);
    this.#squares = state.subarray(members);
    this.#weights = new Float64Array(members);
    this.#answer = new Float32Array(outputs);
  }

  combine(outputs: Float32Array, out: Float32Array, at: number): void {
    const { members, outputs: width } = this;
    const weights = weigh(this.#likelihoods, this.#weights, (m) => isSound(outputs, m * width, width));
    for (let k = 0; k < width; k++) {
      let sum = 0;
      for (let m = 0; m < members; m++) if (weights[m]! > 0) sum += weights[m]! * outputs[m * width + k]!;
      out[at + k] = sum;
    }
  }

  learn(outputs: Float32Array, y: Float32Array, at: number): Float32Array {
    const { members, outputs: width } = this;
    this.combine(outputs, this.#answer, 0);
    for (let k = 0; k < width; k++) {
      this.#squares[k] = KEPT * this.#squares[k]! + (this.#answer[k]! - y[at + k]!) ** 2;
    }
    for (let m = 0; m < members; m++) {
      let cost = 0;
      for (let k = 0; k < width; k++) {
        const error = outputs[m * width + k]! - y[at + k]!;
        cost += Math.log1p(error ** 2 / Math.max(NONE, this.#squares[k]! / FULL));
      }
      this.#likelihoods[m] = KEPT * this.#likelihoods[m]! - (cost < WORST * width ? cost / width : WORST);
    }
    catchUp(this.#likelihoods);
    return this.#answer;
  }

  restart(member: number): void {
    this.#likelihoods[member] = least(this.#likelihoods);
  }

  shares(): number[] {
    return [...weigh(this.#likelihoods, this.#weights, () => true)];
  }
}
