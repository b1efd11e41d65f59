import { type Call, sizeOf } from '../../trace/Graph.js';
import { Untraceable } from '../../Untraceable.js';
import type { Emitter } from '../Emitter.js';
import type { Lowering } from '../Lowering.js';
import { emitProduct, withActivation } from '../product.js';

export const matMul: Readonly<Record<string, Lowering>> = {
  BatchMatMul: product,
  _FusedMatMul: product,
};

function product({ inputs, attributes, outputs }: Call, emitter: Emitter): void {
  const a = inputs['a']!;
  const b = inputs['b']!;
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
  withActivation({ inputs, attributes, outputs }, emitter, batch * m * n, (out, relu) =>
    emitProduct(emitter, transposeA ? 'matmulTN' : transposeB ? 'matmulNT' : 'matmul', {
      a: emitter.place(a),
      b: emitter.place(b),
      out,
      bias: inputs['bias'] ? emitter.place(inputs['bias']) : 0,
      relu,
      m,
      n,
      k,
      batch,
      aBatch: repeatsA ? 0 : m * k * 4,
      bBatch: repeatsB ? 0 : k * n * 4,
      outBatch: m * n * 4,
    }),
  );
}

/** The number of products; each operand has its own matrix for each, or one for all. */
function batchOf(a: readonly number[], b: readonly number[]): number {
  const [batchA, batchB] = [sizeOf(a.slice(0, -2)), sizeOf(b.slice(0, -2))];
  if (batchA !== batchB && batchA !== 1 && batchB !== 1) {
    throw new Untraceable(`a product of [${a}] and [${b}]`, 'its batches are broadcast against each other');
  }
  return Math.max(batchA, batchB);
}
