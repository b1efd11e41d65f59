/**
 * How the answers of several members become one, and how it is learned which of them to listen to.
 *
 * The members' outputs of one row lie in one array, one member after the other. An answer that is not finite is left out;
 * where there is no other, what comes out knows nothing: all classes alike, or 0.
 */
export interface Combination {
  /** All that is learned, in place: what is written to it is what it goes on from. */
  readonly state: Float32Array;
  /** Writes the answer to one row to `out`, from `at` on. */
  combine(outputs: Float32Array, out: Float32Array, at: number): void;
  /**
   * Learns from the label of one row (in `y`, from `at` on) what each member was worth there.
   *
   * @returns what it would have answered before, until it is asked again.
   */
  learn(outputs: Float32Array, y: Float32Array, at: number): Float32Array;
  /** A member has started over: it knows nothing, whatever it was worth before. */
  restart(member: number): void;
  /** How much of the answer is each member's, adding up to 1. */
  shares(): number[];
}

/** Makes a combination of so many members with so many outputs each. */
export interface Rule {
  /** How many numbers its state is. */
  size(members: number, outputs: number): number;
  /** @param state where it keeps what it learns. @default memory of its own */
  create(members: number, outputs: number, state?: Float32Array): Combination;
}

/** Whether the outputs of a member are finite: a sum is only where all its terms are. */
export function isSound(outputs: Float32Array, from: number, count: number): boolean {
  let sum = 0;
  for (let i = from; i < from + count; i++) sum += outputs[i]!;
  return sum - sum === 0;
}

/** How much of what is known of a member is kept from row to row, in all rules. */
export const KEPT = 0.99;

/** The sum of so many terms that fade, where each is 1. */
export const FULL = 1 / (1 - KEPT);
