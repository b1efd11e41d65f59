import type { Combination, Rule } from './Combination.js';

/** The mean of what two rules say. Its state is theirs, one after the other. */
export function both(one: Rule, other: Rule): Rule {
  return {
    size: (members, outputs) => one.size(members, outputs) + other.size(members, outputs),
    create(members, outputs, state) {
      const cut = one.size(members, outputs);
      const whole = state ?? new Float32Array(cut + other.size(members, outputs));
      const [first, second] = [whole.subarray(0, cut), whole.subarray(cut)];
      return new Both(
        whole,
        one.create(members, outputs, first),
        other.create(members, outputs, second),
        new Float32Array(outputs),
      );
    },
  };
}

class Both implements Combination {
  constructor(
    readonly state: Float32Array,
    private readonly one: Combination,
    private readonly other: Combination,
    private readonly answer: Float32Array,
  ) {}

  combine(outputs: Float32Array, out: Float32Array, at: number): void {
    this.one.combine(outputs, this.answer, 0);
    this.other.combine(outputs, out, at);
    for (let k = 0; k < this.answer.length; k++) out[at + k] = 0.5 * (out[at + k]! + this.answer[k]!);
  }

  learn(outputs: Float32Array, y: Float32Array, at: number): void {
    this.one.learn(outputs, y, at);
    this.other.learn(outputs, y, at);
  }

  restart(member: number): void {
    this.one.restart(member);
    this.other.restart(member);
  }

  shares(): number[] {
    const others = this.other.shares();
    return this.one.shares().map((share, m) => 0.5 * (share + others[m]!));
  }
}
