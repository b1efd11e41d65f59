import type { InstructionName } from '../../kernels/instructions.js';
import { type Call, sizeOf } from '../../trace/Graph.js';
import type { Emitter } from '../Emitter.js';
import type { Place } from '../Lowered.js';
import type { Lowering } from '../Lowering.js';

export const reduce: Readonly<Record<string, Lowering>> = {
  Sum: (call, emitter) => reduceAxes(call, emitter, 'sum', 'axis'),
  Mean: (call, emitter) => reduceAxes(call, emitter, 'mean', 'axis'),
  Max: (call, emitter) => reduceAxes(call, emitter, 'max', 'reductionIndices'),
  Min: (call, emitter) => reduceAxes(call, emitter, 'min', 'axis'),
  // Of 0 and 1.
  Any: (call, emitter) => reduceAxes(call, emitter, 'max', 'axis'),
  All: (call, emitter) => reduceAxes(call, emitter, 'min', 'axis'),
};

/** Reduces each run of neighbouring axes by one instruction, the innermost first. */
function reduceAxes({ inputs, attributes, outputs }: Call, emitter: Emitter, name: InstructionName, key: string): void {
  const { shape } = inputs['x']!;
  const reduced = reducedAxes(attributes[key] as number | readonly number[] | null | undefined, shape.length);
  const groups = groupAxes(shape, reduced);
  let from: Place = emitter.place(inputs['x']!);
  for (let i = groups.length - 1, inner = 1; i >= 0; i--) {
    const group = groups[i]!;
    if (!group.isReduced) {
      inner *= group.size;
      continue;
    }
    const outer = sizeOf(groups.slice(0, i).map(({ size }) => size));
    const isLast = groups.slice(0, i).every(({ isReduced }) => !isReduced);
    const out = isLast ? emitter.target(outputs[0]!) : emitter.scratch(outer * inner);
    emitter.emit(name, { from, out, outer, reduce: group.size, inner });
    from = out;
  }
}

/** @returns for each axis, whether it is reduced; no axes given means all. */
export function reducedAxes(axes: number | readonly number[] | null | undefined, rank: number): boolean[] {
  const listed = axes === null || axes === undefined ? undefined : [axes].flat().map((axis) => (axis + rank) % rank);
  return Array.from({ length: rank }, (_, axis) => listed === undefined || listed.includes(axis));
}

/** Merges neighbours of one kind; axes of length 1 do not separate them. */
function groupAxes(shape: readonly number[], reduced: readonly boolean[]): { size: number; isReduced: boolean }[] {
  const groups: { size: number; isReduced: boolean }[] = [];
  shape.forEach((size, axis) => {
    if (size === 1) return;
    const last = groups.at(-1);
    if (last && last.isReduced === reduced[axis]) last.size *= size;
    else groups.push({ size, isReduced: reduced[axis]! });
  });
  return groups;
}
