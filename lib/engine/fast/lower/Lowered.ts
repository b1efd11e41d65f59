import type { InstructionName } from '../kernels/instructions.js';
import type { Value } from '../trace/Graph.js';

/** Instructions for one batch size, with values still in place of addresses. */
export interface Lowered {
  readonly values: readonly Value[];
  readonly instructions: readonly Instruction[];
}

export interface Instruction {
  readonly name: InstructionName;
  readonly words: readonly Word[];
}

/** An operand: a number as it is, or a place in a value. */
export type Word = number | Place;

export interface Place {
  readonly value: number;
  /** Bytes from the value's start. */
  readonly offset: number;
}
