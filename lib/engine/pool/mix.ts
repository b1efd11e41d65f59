import { type Combination, isSound, KEPT, type Rule } from './Combination.js';

/** A right answer that was thought less likely counts as this: to be certain and wrong must not count for hundreds of rows. */
const LEAST = 0.01;

/** No member's L falls farther behind the greatest. */
const BEHIND = 10;

/**
 * Probabilities weighted by `exp(½ · L)`, where L is a member's log-likelihood, faded by .99 per row: whoever was right in the
 * last hundred rows or so is listened to. The state is L of each member.
 *
 * L is never more than 10 behind the greatest, so that a member which a change has made the right one is back within some
 * tens of rows, however wrong it was before: what the fixed share of Herbster and Warmuth ("Tracking the Best Expert", 1998) does.
 *
 * With two members and two classes:
 * const combination = mix.create(2, 2);
 * combination.learn(Float32Array.of(0.9, 0.1, 0.2, 0.8), Float32Array.of(1, 0), 0);
 * combination.shares(); // [0.68, 0.32]: √.9 against √.2
 */
export const mix: Rule = {
  size: (members) => members,
  create: (members, outputs, state = new Float32Array(members)) => new Mix(members, outputs, state),
};

class Mix implements Combination {
  readonly #weights: Float64Array;
  readonly #answer: Float32Array;

  constructor(
    private readonly members: number,
    private readonly outputs: number,
    readonly state: Float32Array,
  ) {
    this.#weights = new Float64Array(members);
    this.#answer = new Float32Array(outputs);
  }

  combine(outputs: Float32Array, out: Float32Array, at: number): void {
    const { members, outputs: classes } = this;
    const weights = weigh(this.state, this.#weights, (m) => isSound(outputs, m * classes, classes));
    for (let k = 0; k < classes; k++) {
      let sum = 0;
      for (let m = 0; m < members; m++) if (weights[m]! > 0) sum += weights[m]! * outputs[m * classes + k]!;
      out[at + k] = sum;
    }
    if (!weights.some((weight) => weight > 0)) out.fill(1 / classes, at, at + classes);
  }

  learn(outputs: Float32Array, y: Float32Array, at: number): Float32Array {
    const { members, outputs: classes, state } = this;
    this.combine(outputs, this.#answer, 0);
    for (let m = 0; m < members; m++) {
      let likelihood = 0;
      for (let k = 0; k < classes; k++) likelihood += y[at + k]! * outputs[m * classes + k]!;
      const isLikely = likelihood > LEAST && isSound(outputs, m * classes, classes);
      state[m] = KEPT * state[m]! + Math.log(isLikely ? likelihood : LEAST);
    }
    catchUp(state);
    return this.#answer;
  }

  restart(member: number): void {
    this.state[member] = least(this.state);
  }

  shares(): number[] {
    return [...weigh(this.state, this.#weights, () => true)];
  }
}

/** Weights that add up to 1, from faded log-likelihoods; 0 for members that are left out. */
export function weigh(
  likelihoods: Float32Array,
  weights: Float64Array,
  isIn: (member: number) => boolean,
): Float64Array {
  let top = Number.NEGATIVE_INFINITY;
  for (let m = 0; m < weights.length; m++) {
    weights[m] = isIn(m) ? likelihoods[m]! : Number.NEGATIVE_INFINITY;
    if (weights[m]! > top) top = weights[m]!;
  }
  if (top === Number.NEGATIVE_INFINITY) return weights.fill(0);
  let sum = 0;
  for (let m = 0; m < weights.length; m++) sum += weights[m] = Math.exp(0.5 * (weights[m]! - top));
  for (let m = 0; m < weights.length; m++) weights[m]! /= sum;
  return weights;
}

/** Brings those that are too far behind as near as that. */
export function catchUp(likelihoods: Float32Array): void {
  let top = likelihoods[0]!;
  for (let m = 1; m < likelihoods.length; m++) if (likelihoods[m]! > top) top = likelihoods[m]!;
  for (let m = 0; m < likelihoods.length; m++) if (likelihoods[m]! < top - BEHIND) likelihoods[m] = top - BEHIND;
}

/** Of the likelihoods: what a member that starts over is given. */
export function least(likelihoods: Float32Array): number {
  return likelihoods.reduce((least, likelihood) => Math.min(least, likelihood), Number.POSITIVE_INFINITY);
}
