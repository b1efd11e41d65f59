import type { UnaryName } from '../../kernels/elementwise.js';
import { type Operand, sizeOf } from '../../trace/Graph.js';
import type { Emitter } from '../Emitter.js';
import type { Lowering } from '../Lowering.js';

/** Kernels of one tensor that are one elementwise instruction each. */
const names: Readonly<Record<string, UnaryName>> = {
  Neg: 'neg',
  Abs: 'abs',
  Exp: 'exp',
  Expm1: 'expMinusOne',
  Log: 'log',
  Log1p: 'logOnePlus',
  Sqrt: 'sqrt',
  Rsqrt: 'rsqrt',
  Square: 'square',
  Reciprocal: 'reciprocal',
  Floor: 'floor',
  Ceil: 'ceil',
  Round: 'round',
  Sign: 'sign',
  LogicalNot: 'not',
  Relu: 'relu',
  Relu6: 'relu6',
  Elu: 'elu',
  Selu: 'selu',
  Sigmoid: 'sigmoid',
  Tanh: 'tanh',
  Softplus: 'softplus',
  Erf: 'erf',
};

export const unary: Readonly<Record<string, Lowering>> = {
  ...Object.fromEntries(
    Object.entries(names).map(([kernel, name]): [string, Lowering] => [
      kernel,
      ({ inputs, outputs }, emitter) => emitUnary(emitter, name, inputs['x']!, outputs[0]!),
    ]),
  ),
  LeakyRelu: ({ inputs, attributes, outputs }, emitter) =>
    emitter.emit('leakyRelu', {
      ...operandsOf(emitter, inputs['x']!, outputs[0]!),
      alpha: Number(attributes['alpha']),
    }),
  Step: ({ inputs, attributes, outputs }, emitter) =>
    emitter.emit('step', { ...operandsOf(emitter, inputs['x']!, outputs[0]!), alpha: Number(attributes['alpha']) }),
  ClipByValue: ({ inputs, attributes, outputs }, emitter) =>
    emitter.emit('clip', { ...operandsOf(emitter, inputs['x']!, outputs[0]!), ...limits(attributes) }),
  ClipGradient: ({ inputs, attributes, outputs }, emitter) =>
    emitter.emit('clipGradient', {
      gradient: emitter.place(inputs['dy']!),
      ...operandsOf(emitter, inputs['x']!, outputs[0]!),
      ...limits(attributes),
    }),
};

export function emitUnary(emitter: Emitter, name: UnaryName, x: Operand, out: Operand): void {
  emitter.emit(name, operandsOf(emitter, x, out));
}

function operandsOf(emitter: Emitter, x: Operand, out: Operand) {
  return { x: emitter.place(x), out: emitter.target(out), n: sizeOf(out.shape) };
}

function limits(attributes: Readonly<Record<string, unknown>>) {
  return { least: Number(attributes['clipValueMin']), most: Number(attributes['clipValueMax']) };
}
