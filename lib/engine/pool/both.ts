import type { Combination, Rule } from './Combination.js';

/**
 * What two rules say, combined by a third that takes them for two members: so whichever was right of late is listened to more. The
 * state is theirs, one after the other.
 */
export function both(one: Rule, other: Rule, over: Rule): Rule {
  const sizesOf = (members: number, outputs: number) => [
    one.size(members, outputs),
    other.size(members, outputs),
    over.size(2, outputs),
  ];
  return {
    size: (members, outputs) => sizesOf(members, outputs).reduce((sum, size) => sum + size),
    create(members, outputs, given) {
      const [first, second, third] = sizesOf(members, outputs) as [number, number, number];
      const state = given ?? new Float32Array(first + second + third);
      return new Both(
        state,
        one.create(members, outputs, state.subarray(0, first)),
        other.create(members, outputs, state.subarray(first, first + second)),
        over.create(2, outputs, state.subarray(first + second)),
        outputs,
      );
    },
  };
}

class Both implements Combination {
  readonly #answers: Float32Array;

  constructor(
    readonly state: Float32Array,
    private readonly one: Combination,
    private readonly other: Combination,
    private readonly over: Combination,
    private readonly outputs: number,
  ) {
    this.#answers = new Float32Array(2 * outputs);
  }

  combine(outputs: Float32Array, out: Float32Array, at: number): void {
    this.one.combine(outputs, this.#answers, 0);
    this.other.combine(outputs, this.#answers, this.outputs);
    this.over.combine(this.#answers, out, at);
  }

  learn(outputs: Float32Array, y: Float32Array, at: number): Float32Array {
    const { outputs: width } = this;
    const one = this.one.learn(outputs, y, at);
    const other = this.other.learn(outputs, y, at);
    for (let k = 0; k < width; k++) {
      this.#answers[k] = one[k]!;
      this.#answers[width + k] = other[k]!;
    }
    return this.over.learn(this.#answers, y, at);
  }

  restart(member: number): void {
    this.one.restart(member);
    this.other.restart(member);
  }

  shares(): number[] {
    const [first, second] = this.over.shares() as [number, number];
    const others = this.other.shares();
    return this.one.shares().map((share, m) => first * share + second * others[m]!);
  }
}
