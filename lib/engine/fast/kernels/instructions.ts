import {
  type BinaryName,
  binary,
  type UnaryName,
  type UnaryWithNumberName,
  unary,
  unaryWithNumber,
} from './elementwise.js';

/** The axes of a broadcast: two outer ones, then rows of `n`. Strides of axes are bytes; `aStep` is 1 or 0 floats. */
const broadcast = ['a', 'b', 'out', 'd0', 'a0', 'b0', 'd1', 'a1', 'b1', 'rows', 'aRow', 'bRow', 'n', 'aStep', 'bStep'];
const product = ['a', 'b', 'out', 'bias', 'scratch', 'relu', 'm', 'n', 'k', 'batch', 'aBatch', 'bBatch', 'outBatch'];
const reduction = ['from', 'out', 'outer', 'reduce', 'inner'];
const axes = [0, 1, 2, 3, 4, 5].flatMap((axis) => [`d${axis}`, `from${axis}`, `out${axis}`]);
/** Windows over [batch, height, width, channels]; `top` and `left` are what is padded there. */
const windows = [
  'batch',
  'height',
  'width',
  'channels',
  'outHeight',
  'outWidth',
  'filterHeight',
  'filterWidth',
  'strideY',
  'strideX',
  'dilationY',
  'dilationX',
  'top',
  'left',
];

/** Tiles of `step` pixels each, of [batch, width, channels]. */
const tiles = ['batch', 'width', 'channels', 'tiles', 'step'];

/** What is written by hand in `assembly/`: the file, and the operands. */
const written = {
  fill: { file: 'copy', operands: ['out', 'n', 'value:f32'] },
  copy: { file: 'copy', operands: ['from', 'out', 'n'] },
  strided: { file: 'copy', operands: ['from', 'out', ...axes] },
  matmul: { file: 'matmul', operands: product },
  matmulTN: { file: 'matmul', operands: product },
  matmulNT: { file: 'matmul', operands: product },
  sum: { file: 'reduce', operands: reduction },
  mean: { file: 'reduce', operands: reduction },
  max: { file: 'reduce', operands: reduction },
  min: { file: 'reduce', operands: reduction },
  softmax: { file: 'softmax', operands: ['from', 'out', 'rows', 'n'] },
  logSoftmax: { file: 'softmax', operands: ['from', 'out', 'rows', 'n'] },
  clip: { file: 'clip', operands: ['x', 'out', 'n', 'least:f32', 'most:f32'] },
  clipGradient: { file: 'clip', operands: ['gradient', 'x', 'out', 'n', 'least:f32', 'most:f32'] },
  where: { file: 'where', operands: ['condition', 'yes', 'no', 'out', 'n'] },
  patches: { file: 'conv', operands: ['from', 'out', ...windows] },
  patchesGradient: { file: 'conv', operands: ['from', 'out', ...windows] },
  winogradTiles: { file: 'winograd', operands: ['from', 'out', ...tiles, 'left'] },
  winogradTilesGradient: { file: 'winograd', operands: ['from', 'out', ...tiles, 'left'] },
  winogradPoints: { file: 'winograd', operands: ['from', 'out', ...tiles, 'isFilter'] },
  winogradSums: { file: 'winograd', operands: ['from', 'out', 'bias', 'relu', ...tiles, 'isFilter'] },
  maxPool: { file: 'pool', operands: ['from', 'out', ...windows] },
  maxPoolGradient: { file: 'pool', operands: ['gradient', 'from', 'pooled', 'out', ...windows] },
  averagePool: { file: 'pool', operands: ['from', 'out', ...windows] },
  averagePoolGradient: { file: 'pool', operands: ['gradient', 'out', ...windows] },
  gather: { file: 'gather', operands: ['table', 'indices', 'out', 'count', 'size', 'rows'] },
  segmentSum: { file: 'gather', operands: ['from', 'indices', 'out', 'count', 'size', 'rows'] },
  piecewise: { file: 'piecewise', operands: ['from', 'starts', 'scales', 'out', 'rows', 'n'] },
  lstmState: {
    file: 'lstm',
    operands: ['gates', 'before', 'after', 'bent', 'out', 'outRow', 'rows', 'units', 'isHard'],
  },
  lstmStateGradient: {
    file: 'lstm',
    operands: ['gates', 'before', 'bent', 'carry', 'h', 'hRow', 'rows', 'units', 'isHard'],
  },
  gruGates: { file: 'gru', operands: ['gates', 'state', 'out', 'rowBytes', 'rows', 'units', 'isHard'] },
  gruState: { file: 'gru', operands: ['gates', 'candidate', 'state', 'out', 'rowBytes', 'rows', 'units'] },
  gruStateGradient: {
    file: 'gru',
    operands: ['gates', 'candidate', 'state', 'rowBytes', 'h', 'hRow', 'carry', 'rows', 'units', 'isHard'],
  },
  gruGatesGradient: {
    file: 'gru',
    operands: ['gates', 'state', 'rowBytes', 'kept', 'keptRow', 'carry', 'rows', 'units', 'isHard'],
  },
  locate: { file: 'knots', operands: ['from', 'starts', 'scales', 'out', 'rows', 'n'] },
  knots: { file: 'knots', operands: ['matrix', 'scales', 'out', 'n', 'units', 'batch', 'matrixBatch', 'outBatch'] },
  interpolate: {
    file: 'knots',
    operands: [
      ...['places', 'matrix', 'values', 'out', 'relu', 'rows', 'n', 'units', 'batch'],
      ...['matrixBatch', 'valuesBatch', 'outBatch'],
    ],
  },
  interpolateGradient: {
    file: 'knotsGradient',
    operands: [
      ...['places', 'gradient', 'scales', 'out', 'scratch', 'rows', 'n', 'units', 'batch'],
      ...['gradientBatch', 'outBatch'],
    ],
  },
  hiddenGradient: {
    file: 'hidden',
    operands: [
      ...['errors', 'weights', 'hidden', 'out', 'isRelu', 'rows', 'outputs', 'units', 'batch'],
      ...['errorsBatch', 'weightsBatch', 'hiddenBatch'],
    ],
  },
  dropoutMask: { file: 'dropoutMask', operands: ['out', 'n', 'counter', 'dropped', 'kept:f32'] },
  sgd: { file: 'optimizers', operands: ['parameters', 'gradients', 'n', 'settings'] },
  momentum: { file: 'optimizers', operands: ['parameters', 'gradients', 'moments', 'n', 'settings'] },
  rmsprop: { file: 'optimizers', operands: ['parameters', 'gradients', 'squares', 'n', 'settings'] },
  adagrad: { file: 'optimizers', operands: ['parameters', 'gradients', 'squares', 'n', 'settings'] },
  adam: { file: 'optimizers', operands: ['parameters', 'gradients', 'first', 'second', 'n', 'settings'] },
  addSquares: { file: 'norm', operands: ['x', 'total', 'n', 'isFirst'] },
  scaleToNorm: { file: 'norm', operands: ['x', 'total', 'n', 'limit:f32'] },
} as const;

export type InstructionName = keyof typeof written | UnaryName | UnaryWithNumberName | BinaryName;

/** One kernel as the interpreter calls it. */
export interface InstructionForm {
  readonly name: InstructionName;
  /** The file of `assembly/` (or, for `elementwise`, of the generator) that holds the function of this name. */
  readonly file: string;
  /** The operands in order: integers, or floats where the name ends in `:f32`. Addresses are bytes, counts floats. */
  readonly operands: readonly string[];
}

function named(names: object, operands: readonly string[]): InstructionForm[] {
  return Object.keys(names).map((name) => ({ name: name as InstructionName, file: 'elementwise', operands }));
}

/**
 * Every instruction that a program can hold. An instruction in memory is its index here, then its operands, 4 bytes each.
 * The interpreter inside the wasm module is generated from this list, so the two cannot disagree.
 */
export const instructions: readonly InstructionForm[] = [
  ...Object.entries(written).map(([name, form]) => ({ name: name as InstructionName, ...form })),
  ...named(unary, ['x', 'out', 'n']),
  ...named(unaryWithNumber, ['x', 'out', 'n', 'alpha:f32']),
  ...named(binary, broadcast),
];

const codes = new Map(instructions.map(({ name }, code) => [name, code]));

/** @returns the integer that stands for this instruction in a program. */
export function codeOf(name: InstructionName): number {
  return codes.get(name)!;
}
