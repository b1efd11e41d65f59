import type { InstructionName } from '../kernels/instructions.js';

/** An optimizer as one instruction per weight, over moments that lie flat beside the weights. */
export interface FlatOptimizer {
  readonly instruction: InstructionName;
  /** The instruction's operands that hold moments, and what the moments start as. */
  readonly slots: readonly { readonly operand: string; readonly initial: number }[];
  /** The floats that the instruction reads at the given step, which counts from 1: good until they are asked for again. */
  settings(step: number): readonly number[];
}
