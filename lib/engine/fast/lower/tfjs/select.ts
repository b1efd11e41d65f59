import { sizeOf } from '../../trace/Graph.js';
import { Untraceable } from '../../Untraceable.js';
import type { Lowering } from '../Lowering.js';

export const select: Readonly<Record<string, Lowering>> = {
  Select: ({ inputs, outputs }, emitter) => {
    const { condition, t, e } = inputs;
    const n = sizeOf(outputs[0]!.shape);
    if (sizeOf(condition!.shape) !== n) throw new Untraceable('where', 'its condition is broadcast');
    emitter.emit('where', {
      condition: emitter.place(condition!),
      yes: emitter.place(t!),
      no: emitter.place(e!),
      out: emitter.target(outputs[0]!),
      n,
    });
  },
};
