import type { Call, Operand } from '../trace/Graph.js';
import { type Body, isUniform, producers, sameShape } from './Body.js';

/**
 * Takes the two to four calls of an activation's gradient for one: `ReluGradient`, `TanhGradient` and `SigmoidGradient`
 * of the gradient `a` and the activation's output `b`, and `ClipGradient` of `dy` and the clip's input `x`.
 */
export function fuseGradients(body: Body): Body {
  const by = producers(body);
  const reluOf = new Map<number, Operand>();
  for (const { kernel, inputs, outputs } of body.calls)
    if (kernel === 'Relu') reluOf.set(inputs['x']!.value, outputs[0]!);

  const madeBy = (kernel: string, operand: Operand): Call | undefined => {
    const call = by.get(operand.value);
    return call?.kernel === kernel ? call : undefined;
  };

  /** The activation's output, where `factor` is the derivative of an activation. */
  const derivative = (factor: Operand): { readonly kernel: string; readonly of: Operand } | undefined => {
    const step = madeBy('Step', factor);
    if (step && step.attributes['alpha'] === 0) {
      const x = step.inputs['x']!;
      // Above 0 is a relu's output where its input is; so the input need not be kept.
      return { kernel: 'ReluGradient', of: reluOf.get(x.value) ?? x };
    }
    const difference = madeBy('Sub', factor);
    if (difference && isUniform(body, difference.inputs['a'], 1)) {
      const square = madeBy('Square', difference.inputs['b']!);
      if (square && sameShape(square.outputs[0]!, factor)) return { kernel: 'TanhGradient', of: square.inputs['x']! };
    }
    const product = madeBy('Multiply', factor);
    if (product) {
      const y = product.inputs['a']!;
      const rest = madeBy('Sub', product.inputs['b']!);
      if (rest && isUniform(body, rest.inputs['a'], 1) && rest.inputs['b']!.value === y.value) {
        return { kernel: 'SigmoidGradient', of: y };
      }
    }
    return undefined;
  };

  /** The number that a constant operand is everywhere. */
  const numberOf = (operand: Operand): number | undefined => {
    const value = body.values[operand.value]!;
    return value.kind === 'constant' && value.data.length === 1 ? value.data[0] : undefined;
  };

  /** Where the gradient of a clip is let through: at or above a number and at or below another. */
  const clipOf = ({ inputs }: Call): Pick<Call, 'inputs' | 'attributes'> | undefined => {
    const { condition, t, e } = inputs;
    const both = madeBy('LogicalAnd', condition!);
    const above = both && madeBy('GreaterEqual', both.inputs['a']!);
    const below = both && madeBy('LessEqual', both.inputs['b']!);
    if (!above || !below || !isUniform(body, e, 0)) return undefined;
    const x = above.inputs['a']!;
    const [min, max] = [numberOf(above.inputs['b']!), numberOf(below.inputs['b']!)];
    const isOne = below.inputs['a']!.value === x.value && sameShape(x, condition!) && sameShape(t!, x);
    return isOne && min !== undefined && max !== undefined
      ? { inputs: { dy: t!, x }, attributes: { clipValueMin: min, clipValueMax: max } }
      : undefined;
  };

  const calls = body.calls.map((call) => {
    if (call.kernel === 'Select') return { ...call, ...(clipOf(call) && { kernel: 'ClipGradient', ...clipOf(call) }) };
    if (call.kernel !== 'Multiply') return call;
    const { a, b } = call.inputs;
    for (const [gradient, factor] of [
      [a!, b!],
      [b!, a!],
    ] as const) {
      const found = sameShape(gradient, factor) ? derivative(factor) : undefined;
      if (found)
        return { ...call, kernel: found.kernel, inputs: { a: gradient, b: { ...found.of, shape: factor.shape } } };
    }
    return call;
  });
  return { ...body, calls };
}
