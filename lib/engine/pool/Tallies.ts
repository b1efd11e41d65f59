import { KEPT } from './Combination.js';
import { joinWhole, splitWhole } from './doubles.js';

/** Numbers of each member: wins (in two parts), restarts, and the faded sum of its losses. */
export const TALLY = 4;
const [RESTARTS, LOSS] = [2, 3];

/** The greatest loss of one row, and that of an answer that is not finite. */
const WORST = 16;

/** How often each member had the best answer of all and has started over, and what its loss was of late. */
export class Tallies {
  readonly state: Float32Array;

  constructor(
    private readonly members: number,
    state?: Float32Array,
  ) {
    this.state = state ?? new Float32Array(members * TALLY);
  }

  /** Counts one row: the loss of each member (of its class, or the mean squared error in the members' scale), and whose is least. */
  count(answers: Float32Array, targets: Float32Array, at: number, outputs: number, areClasses: boolean): void {
    let best = 0;
    let least = Number.POSITIVE_INFINITY;
    for (let m = 0; m < this.members; m++) {
      let sum = 0;
      for (let k = 0; k < outputs; k++) {
        const answer = answers[m * outputs + k]!;
        const target = targets[at + k]!;
        sum += areClasses ? answer * target : (answer - target) ** 2 / outputs;
      }
      const loss = areClasses ? -Math.log(sum) : sum;
      if (loss < least) {
        best = m;
        least = loss;
      }
      const place = m * TALLY + LOSS;
      this.state[place] = KEPT * this.state[place]! + (loss < WORST ? loss : WORST);
    }
    const [low, high] = splitWhole(this.wins(best) + 1);
    this.state[best * TALLY] = low;
    this.state[best * TALLY + 1] = high;
  }

  restarted(member: number): void {
    this.state[member * TALLY + RESTARTS]!++;
  }

  wins(member: number): number {
    return joinWhole(this.state, member * TALLY);
  }

  restarts(member: number): number {
    return this.state[member * TALLY + RESTARTS]!;
  }

  /** The faded sum of its losses. */
  loss(member: number): number {
    return this.state[member * TALLY + LOSS]!;
  }
}
