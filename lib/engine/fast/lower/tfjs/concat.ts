import type { Operand } from '../../trace/Graph.js';
import type { Emitter } from '../Emitter.js';
import type { Lowering } from '../Lowering.js';
import { moved, stridesOf } from '../strides.js';

/** Several tensors as one. */
export const concat: Readonly<Record<string, Lowering>> = {
  Concat: ({ inputs, attributes, outputs }, emitter) => {
    const out = outputs[0]!;
    const axis = axisOf(attributes, out);
    let start = 0;
    for (const part of Object.values(inputs)) {
      copyInto(emitter, part, out, axis, start);
      start += part.shape[axis]!;
    }
  },
  Pack: ({ inputs, attributes, outputs }, emitter) => {
    const out = outputs[0]!;
    const axis = axisOf(attributes, out);
    for (const [i, part] of Object.values(inputs).entries()) {
      copyInto(emitter, { ...part, shape: out.shape.map((size, j) => (j === axis ? 1 : size)) }, out, axis, i);
    }
  },
};

function axisOf(attributes: Readonly<Record<string, unknown>>, { shape }: Operand): number {
  return (Number(attributes['axis']) + shape.length) % shape.length;
}

/** Copies a part into `out`, from index `start` of the axis on. */
function copyInto(emitter: Emitter, part: Operand, out: Operand, axis: number, start: number): void {
  const from = stridesOf(part.shape);
  const to = stridesOf(out.shape);
  const axes = part.shape.map((size, i) => ({ size, from: from[i]!, out: to[i]! }));
  emitter.block(emitter.place(part), moved(emitter.target(out), start * to[axis]!), axes);
}
