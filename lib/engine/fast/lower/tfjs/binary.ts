import type { BinaryName } from '../../kernels/elementwise.js';
import { type Operand, sizeOf } from '../../trace/Graph.js';
import { broadcastAxes } from '../broadcastAxes.js';
import type { Emitter } from '../Emitter.js';
import type { Lowering } from '../Lowering.js';

/** Kernels of two tensors that are one elementwise instruction each. */
const names: Readonly<Record<string, BinaryName>> = {
  Add: 'add',
  Sub: 'sub',
  Multiply: 'mul',
  RealDiv: 'div',
  DivNoNan: 'divNoNan',
  Maximum: 'maximum',
  Minimum: 'minimum',
  SquaredDifference: 'squaredDifference',
  Equal: 'equal',
  NotEqual: 'notEqual',
  Greater: 'greater',
  GreaterEqual: 'greaterEqual',
  Less: 'less',
  LessEqual: 'lessEqual',
  LogicalAnd: 'and',
  LogicalOr: 'or',
  ReluGradient: 'reluGradient',
  TanhGradient: 'tanhGradient',
  SigmoidGradient: 'sigmoidGradient',
};

export const binary: Readonly<Record<string, Lowering>> = {
  ...Object.fromEntries(
    Object.entries(names).map(([kernel, name]): [string, Lowering] => [
      kernel,
      ({ inputs, outputs }, emitter) => emitBinary(emitter, name, inputs['a']!, inputs['b']!, outputs[0]!),
    ]),
  ),
  Prelu: ({ inputs, outputs }, emitter) => emitBinary(emitter, 'prelu', inputs['x']!, inputs['alpha']!, outputs[0]!),
  EluGrad: ({ inputs, outputs }, emitter) =>
    emitBinary(emitter, 'eluGradient', inputs['dy']!, inputs['y']!, outputs[0]!),
};

/** Emits one elementwise instruction of two operands, broadcast against each other. */
export function emitBinary(emitter: Emitter, name: BinaryName, a: Operand, b: Operand, out: Operand): void {
  const [d0, d1, rows, n] = broadcastAxes(shapeOf(emitter, a), shapeOf(emitter, b), out.shape);
  emitter.emit(name, {
    a: emitter.target(a),
    b: emitter.target(b),
    out: emitter.target(out),
    d0: d0!.size,
    a0: 4 * d0!.a,
    b0: 4 * d0!.b,
    d1: d1!.size,
    a1: 4 * d1!.a,
    b1: 4 * d1!.b,
    rows: rows!.size,
    aRow: 4 * rows!.a,
    bRow: 4 * rows!.b,
    n: n!.size,
    aStep: n!.a,
    bStep: n!.b,
  });
}

/** A constant that is kept as one number is walked as one. */
function shapeOf(emitter: Emitter, { value, shape }: Operand): readonly number[] {
  const { kind, ...rest } = emitter.values[value]!;
  const isOneNumber = kind === 'constant' && 'data' in rest && rest.data.length === 1 && sizeOf(shape) > 1;
  return isOneNumber ? [] : shape;
}
