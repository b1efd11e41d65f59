import { type Call, sizeOf } from '../../trace/Graph.js';
import { Untraceable } from '../../Untraceable.js';
import type { Emitter } from '../Emitter.js';
import type { Lowering } from '../Lowering.js';
import { emitUnary } from './unary.js';

/** Below this length of sum `matmulNT` copies b first: `SHORT` in kernels/assembly/matmul.ts. */
const SHORT = 24;

export const matMul: Readonly<Record<string, Lowering>> = {
  BatchMatMul: product,
  _FusedMatMul: product,
};

const activations: Readonly<Record<string, 'elu' | 'relu6' | 'sigmoid'>> = {
  elu: 'elu',
  relu6: 'relu6',
  sigmoid: 'sigmoid',
};

function product({ inputs, attributes, outputs }: Call, emitter: Emitter): void {
  const a = inputs['a']!;
  const b = inputs['b']!;
  const out = outputs[0]!;
  const { bias } = inputs;
  if (inputs['preluActivationWeights'])
    throw new Untraceable('a matrix product with prelu', 'it is not among the kernels');
  const transposeA = attributes['transposeA'] === true;
  const transposeB = attributes['transposeB'] === true;
  if (transposeA && transposeB)
    throw new Untraceable('a product of two transposed matrices', 'it is not among the kernels');

  const [aRows, aColumns] = a.shape.slice(-2) as [number, number];
  const [bRows, bColumns] = b.shape.slice(-2) as [number, number];
  const k = transposeA ? aRows : aColumns;
  const n = transposeB ? bRows : bColumns;
  let m = transposeA ? aColumns : aRows;
  let batch = batchOf(a.shape, b.shape);
  const repeatsA = sizeOf(a.shape) === m * k;
  const repeatsB = sizeOf(b.shape) === k * n;
  if (repeatsB && !transposeA && !repeatsA) {
    // The same b for all: one product of more rows.
    m *= batch;
    batch = 1;
  }

  const activation = String(attributes['activation'] ?? 'linear');
  const after = activations[activation];
  if (after === undefined && activation !== 'linear' && activation !== 'relu') {
    throw new Untraceable(`a matrix product with ${activation}`, 'it is not among the kernels');
  }
  const sums = after === undefined ? emitter.target(out) : emitter.scratch(batch * m * n);
  emitter.emit(transposeA ? 'matmulTN' : transposeB ? 'matmulNT' : 'matmul', {
    a: emitter.place(a),
    b: emitter.place(b),
    out: sums,
    bias: bias ? emitter.place(bias) : 0,
    scratch: scratchOf(emitter, transposeB, n, k),
    relu: activation === 'relu' ? 1 : 0,
    m,
    n,
    k,
    batch,
    aBatch: repeatsA ? 0 : m * k * 4,
    bBatch: repeatsB ? 0 : k * n * 4,
    outBatch: m * n * 4,
  });
  if (after !== undefined) emitUnary(emitter, after, { ...out, value: sums.value }, out);
}

/** The number of products; each operand has its own matrix for each, or one for all. */
function batchOf(a: readonly number[], b: readonly number[]): number {
  const [batchA, batchB] = [sizeOf(a.slice(0, -2)), sizeOf(b.slice(0, -2))];
  if (batchA !== batchB && batchA !== 1 && batchB !== 1) {
    throw new Untraceable(`a product of [${a}] and [${b}]`, 'its batches are broadcast against each other');
  }
  return Math.max(batchA, batchB);
}

/** Room for eight columns of b, or for all of a short b turned round. */
function scratchOf(emitter: Emitter, transposeB: boolean, n: number, k: number) {
  if (!transposeB) return emitter.scratch(8 * k);
  return k < SHORT ? emitter.scratch(n * k) : 0;
}
