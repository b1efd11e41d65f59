import type { Lowering } from '../Lowering.js';
import { stridesOf } from '../strides.js';

export const transpose: Readonly<Record<string, Lowering>> = {
  Transpose: ({ inputs, attributes, outputs }, emitter) => {
    const x = inputs['x']!;
    const out = outputs[0]!;
    const from = stridesOf(x.shape);
    const to = stridesOf(out.shape);
    const axes = (attributes['perm'] as number[]).map((axis, i) => ({
      size: out.shape[i]!,
      from: from[axis]!,
      out: to[i]!,
    }));
    emitter.block(emitter.place(x), emitter.target(out), axes);
  },
};
