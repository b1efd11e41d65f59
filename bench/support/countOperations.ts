import { instructions } from '../../lib/engine/fast/kernels/instructions.js';
import type { Phase } from '../../lib/engine/fast/run/FastProgram.js';

/** @returns the floating-point operations of all matrix products of a program, two for each multiplication. */
export function countOperations({ words, perRow }: Phase, rows: number): number {
  const bound = [...words];
  for (let i = 0; i < perRow.length; i += 2) bound[perRow[i]!]! += perRow[i + 1]! * rows;
  let operations = 0;
  for (let i = 0; i < bound.length; ) {
    const { name, operands } = instructions[bound[i]!]!;
    const word = (operand: string) => bound[i + 1 + operands.indexOf(operand)]!;
    if (name.startsWith('matmul')) operations += 2 * word('batch') * word('m') * word('n') * word('k');
    i += 1 + operands.length;
  }
  return operations;
}
