import { Untraceable } from '../../Untraceable.js';
import type { Lowering } from '../Lowering.js';
import { emitBinary } from './binary.js';
import { emitUnary } from './unary.js';

/** Powers with a constant exponent that other instructions make. */
export const pow: Readonly<Record<string, Lowering>> = {
  Pow: ({ inputs, outputs }, emitter) => {
    const exponent = emitter.values[inputs['b']!.value]!;
    const power = exponent.kind === 'constant' && exponent.data.length === 1 ? exponent.data[0] : undefined;
    const x = inputs['a']!;
    const out = outputs[0]!;
    if (power === 2) emitUnary(emitter, 'square', x, out);
    else if (power === 0.5) emitUnary(emitter, 'sqrt', x, out);
    else if (power === -1) emitUnary(emitter, 'reciprocal', x, out);
    else if (power === 3) {
      const square = { ...x, value: emitter.scratch(emitter.values[out.value]!.size).value };
      emitUnary(emitter, 'square', x, square);
      emitBinary(emitter, 'mul', square, x, out);
    } else throw new Untraceable('kernel Pow', `with the exponent ${power ?? 'of another tensor'}`);
  },
};
