import type { Lowering } from '../Lowering.js';
import { emitBinary } from './binary.js';

/** A sum of many tensors, in their order. */
export const addN: Readonly<Record<string, Lowering>> = {
  AddN: ({ inputs, outputs }, emitter) => {
    const [first, ...rest] = Object.values(inputs);
    const out = outputs[0]!;
    let sum = first!;
    for (const [i, next] of rest.entries()) {
      const target =
        i === rest.length - 1 ? out : { ...out, value: emitter.scratch(emitter.values[out.value]!.size).value };
      emitBinary(emitter, 'add', sum, next, target);
      sum = target;
    }
  },
};
