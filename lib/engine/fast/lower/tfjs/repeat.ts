import type { Lowering } from '../Lowering.js';
import { moved, stridesOf } from '../strides.js';

/** Repetitions and reversals. */
export const repeat: Readonly<Record<string, Lowering>> = {
  Tile: ({ inputs, attributes, outputs }, emitter) => {
    const x = inputs['x']!;
    const reps = attributes['reps'] as readonly number[];
    // Repeating the leading axes that x lacks is repeating axes of one number.
    const shape = [...new Array<number>(Math.max(0, reps.length - x.shape.length)).fill(1), ...x.shape];
    const from = stridesOf(shape);
    const to = stridesOf(outputs[0]!.shape);
    const axes = shape.flatMap((size, axis) => [
      { size: reps[axis]!, from: 0, out: size * to[axis]! },
      { size, from: from[axis]!, out: to[axis]! },
    ]);
    emitter.block(emitter.place(x), emitter.target(outputs[0]!), axes);
  },
  BroadcastTo: ({ inputs, outputs }, emitter) => {
    const x = inputs['x']!;
    const out = outputs[0]!;
    const missing = out.shape.length - x.shape.length;
    const from = stridesOf(x.shape);
    const to = stridesOf(out.shape);
    const axes = out.shape.map((size, axis) => ({
      size,
      from: x.shape[axis - missing] === size ? from[axis - missing]! : 0,
      out: to[axis]!,
    }));
    emitter.block(emitter.place(x), emitter.target(out), axes);
  },
  Reverse: ({ inputs, attributes, outputs }, emitter) => {
    const x = inputs['x']!;
    const reversed = [attributes['dims'] as number | readonly number[]]
      .flat()
      .map((axis) => (axis + x.shape.length) % x.shape.length);
    const strides = stridesOf(x.shape);
    const last = reversed.reduce((sum, axis) => sum + (x.shape[axis]! - 1) * strides[axis]!, 0);
    const axes = x.shape.map((size, axis) => ({
      size,
      from: reversed.includes(axis) ? -strides[axis]! : strides[axis]!,
      out: strides[axis]!,
    }));
    emitter.block(moved(emitter.place(x), last), emitter.target(outputs[0]!), axes);
  },
};
