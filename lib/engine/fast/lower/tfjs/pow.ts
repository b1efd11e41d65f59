import { type Operand, sizeOf } from '../../trace/Graph.js';
import { Untraceable } from '../../Untraceable.js';
import type { Emitter } from '../Emitter.js';
import type { Lowering } from '../Lowering.js';
import { emitBinary } from './binary.js';
import { emitUnary } from './unary.js';

/** Above this another way would take fewer products; nobody has asked for one. */
const MOST = 8;

/** Powers with a constant exponent that is a multiple of a half: products, square roots and reciprocals. */
export const pow: Readonly<Record<string, Lowering>> = {
  Pow: ({ inputs, outputs }, emitter) => {
    const exponent = emitter.values[inputs['b']!.value]!;
    const power = exponent.kind === 'constant' && exponent.data.length === 1 ? exponent.data[0]! : undefined;
    if (power === undefined || !Number.isInteger(2 * power) || Math.abs(power) > MOST) {
      throw new Untraceable('kernel Pow', `with the exponent ${power ?? 'of another tensor'}`);
    }
    raise(emitter, inputs['a']!, power, outputs[0]!);
  },
};

function raise(emitter: Emitter, x: Operand, power: number, out: Operand): void {
  const size = sizeOf(x.shape);
  if (power === 0) {
    emitter.emit('fill', { out: emitter.target(out), n: size, value: 1 });
    return;
  }
  const whole = Math.floor(Math.abs(power));
  const isRoot = whole !== Math.abs(power);
  const products = Math.max(0, whole + Number(isRoot) - 1);
  const target = (product: number): Operand =>
    product === products && power > 0 ? out : { ...x, value: emitter.scratch(size).value };
  let result = x;
  if (isRoot) {
    result = target(whole === 0 ? products : -1);
    emitUnary(emitter, 'sqrt', x, result);
  }
  for (let product = 1; product <= products; product++) {
    const next = target(product);
    if (result === x) emitUnary(emitter, 'square', x, next);
    else emitBinary(emitter, 'mul', result, x, next);
    result = next;
  }
  if (power < 0) emitUnary(emitter, 'reciprocal', result, out);
  else if (result !== out) emitter.block(emitter.place(x), emitter.target(out), [{ size, from: 1, out: 1 }]);
}
