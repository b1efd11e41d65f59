import { sizeOf } from '../../trace/Graph.js';
import type { Lowering } from '../Lowering.js';
import { moved, stridesOf } from '../strides.js';

export const pad: Readonly<Record<string, Lowering>> = {
  PadV2: ({ inputs, attributes, outputs }, emitter) => {
    const x = inputs['x']!;
    const out = outputs[0]!;
    const paddings = attributes['paddings'] as readonly (readonly [number, number])[];
    const from = stridesOf(x.shape);
    const to = stridesOf(out.shape);
    const start = paddings.reduce((sum, [before], axis) => sum + before * to[axis]!, 0);
    const axes = x.shape.map((size, axis) => ({ size, from: from[axis]!, out: to[axis]! }));
    emitter.emit('fill', {
      out: emitter.target(out),
      n: sizeOf(out.shape),
      value: Number(attributes['constantValue'] ?? 0),
    });
    emitter.block(emitter.place(x), moved(emitter.target(out), start), axes);
  },
};
