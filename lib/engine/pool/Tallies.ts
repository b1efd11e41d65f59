import { joinWhole, splitWhole } from './doubles.js';

/** Numbers of each member: wins (in two parts) and restarts. */
export const TALLY = 3;

/** How often each member had the best answer of all, and how often it has started over. */
export class Tallies {
  readonly state: Float32Array;

  constructor(
    private readonly members: number,
    state?: Float32Array,
  ) {
    this.state = state ?? new Float32Array(members * TALLY);
  }

  /** Counts who answered one row best: with the greatest probability of its class, or the least squared error. */
  count(answers: Float32Array, targets: Float32Array, at: number, outputs: number, areClasses: boolean): void {
    let best = -1;
    let least = Number.POSITIVE_INFINITY;
    for (let m = 0; m < this.members; m++) {
      let loss = 0;
      for (let k = 0; k < outputs; k++) {
        const [answer, target] = [answers[m * outputs + k]!, targets[at + k]!];
        loss += areClasses ? -answer * target : (answer - target) ** 2;
      }
      if (loss < least) {
        best = m;
        least = loss;
      }
    }
    if (best >= 0) this.state.set(splitWhole(this.wins(best) + 1), best * TALLY);
  }

  restarted(member: number): void {
    this.state[member * TALLY + 2]!++;
  }

  wins(member: number): number {
    return joinWhole(this.state, member * TALLY);
  }

  restarts(member: number): number {
    return this.state[member * TALLY + 2]!;
  }
}
