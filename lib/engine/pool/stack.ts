import { type Combination, isSound, type Rule } from './Combination.js';

/** Probabilities below this count as this. */
const LEAST = 1e-4;

/**
 * `softmax(Σ wₘ · log pₘ)`, with weights w ≥ 0 that begin at 1/M and follow the gradient of the log loss, by .05/M per row: so
 * members are listened to that make up for each other, and all may be more certain together than each alone. The state is w.
 *
 * With two members and two classes:
 * const combination = stack.create(2, 2);
 * const out = new Float32Array(2);
 * combination.combine(Float32Array.of(0.9, 0.1, 0.4, 0.6), out, 0); // 0.71, 0.29: halfway between them in log odds
 */
export const stack: Rule = {
  size: (members) => members,
  create(members, outputs, state = new Float32Array(members)) {
    if (state.every((weight) => weight === 0)) state.fill(1 / members);
    return new Stack(members, outputs, state);
  },
};

class Stack implements Combination {
  readonly #logs: Float64Array;
  readonly #answer: Float64Array;
  readonly #said: Float32Array;

  constructor(
    private readonly members: number,
    private readonly outputs: number,
    readonly state: Float32Array,
  ) {
    this.#logs = new Float64Array(members * outputs);
    this.#answer = new Float64Array(outputs);
    this.#said = new Float32Array(outputs);
  }

  combine(outputs: Float32Array, out: Float32Array, at: number): void {
    const answer = this.#combine(outputs);
    for (let k = 0; k < this.outputs; k++) out[at + k] = answer[k]!;
  }

  learn(outputs: Float32Array, y: Float32Array, at: number): Float32Array {
    const { members, outputs: classes, state } = this;
    const answer = this.#combine(outputs);
    for (let m = 0; m < members; m++) {
      let gradient = 0;
      for (let k = 0; k < classes; k++) gradient += (answer[k]! - y[at + k]!) * this.#logs[m * classes + k]!;
      state[m] = Math.max(0, state[m]! - (0.05 / members) * gradient);
    }
    for (let k = 0; k < classes; k++) this.#said[k] = answer[k]!;
    return this.#said;
  }

  restart(member: number): void {
    this.state[member] = 1 / this.members;
  }

  shares(): number[] {
    const sum = this.state.reduce((total, weight) => total + weight, 0);
    return Array.from(this.state, (weight) => (sum > 0 ? weight / sum : 1 / this.members));
  }

  #combine(outputs: Float32Array): Float64Array {
    const { members, outputs: classes, state } = this;
    const logs = this.#logs;
    const answer = this.#answer.fill(0);
    for (let m = 0; m < members; m++) {
      const sound = isSound(outputs, m * classes, classes);
      for (let k = 0; k < classes; k++) {
        const i = m * classes + k;
        // What is left out says the same of all classes.
        logs[i] = sound ? Math.log(outputs[i]! > LEAST ? outputs[i]! : LEAST) : 0;
        answer[k]! += state[m]! * logs[i]!;
      }
    }
    let top = answer[0]!;
    for (let k = 1; k < classes; k++) if (answer[k]! > top) top = answer[k]!;
    let sum = 0;
    for (let k = 0; k < classes; k++) sum += answer[k] = Math.exp(answer[k]! - top);
    for (let k = 0; k < classes; k++) answer[k]! /= sum;
    return answer;
  }
}
