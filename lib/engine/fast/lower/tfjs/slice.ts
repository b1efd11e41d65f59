import type { Operand } from '../../trace/Graph.js';
import type { Emitter } from '../Emitter.js';
import type { Lowering } from '../Lowering.js';
import { moved, stridesOf } from '../strides.js';

/** Parts of a tensor. */
export const slice: Readonly<Record<string, Lowering>> = {
  Slice: ({ inputs, attributes, outputs }, emitter) =>
    copyPart(emitter, inputs['x']!, attributes['begin'] as readonly number[], outputs[0]!),
  SplitV: ({ inputs, attributes, outputs }, emitter) => {
    const x = inputs['x']!;
    const axis = (Number(attributes['axis']) + x.shape.length) % x.shape.length;
    let start = 0;
    for (const out of outputs) {
      copyPart(
        emitter,
        x,
        x.shape.map((_, i) => (i === axis ? start : 0)),
        out,
      );
      start += out.shape[axis]!;
    }
  },
  Unpack: ({ inputs, attributes, outputs }, emitter) => {
    const { shape } = inputs['value']!;
    const axis = (Number(attributes['axis']) + shape.length) % shape.length;
    for (const [i, out] of outputs.entries()) {
      const part = { ...out, shape: shape.map((size, j) => (j === axis ? 1 : size)) };
      copyPart(
        emitter,
        inputs['value']!,
        shape.map((_, j) => (j === axis ? i : 0)),
        part,
      );
    }
  },
};

/** Copies the part of x that begins at `begin` and has the size of `out`. */
function copyPart(emitter: Emitter, x: Operand, begin: readonly number[], out: Operand): void {
  const from = stridesOf(x.shape);
  const to = stridesOf(out.shape);
  const start = begin.reduce((sum, index, axis) => sum + index * from[axis]!, 0);
  const axes = out.shape.map((size, axis) => ({ size, from: from[axis]!, out: to[axis]! }));
  emitter.block(moved(emitter.place(x), start), emitter.target(out), axes);
}
