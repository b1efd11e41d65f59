import type { Call } from '../trace/Graph.js';
import { Untraceable } from '../Untraceable.js';
import type { Emitter } from './Emitter.js';
import type { Place } from './Lowered.js';
import { emitUnary } from './tfjs/unary.js';

/** Below this length of sum `matmulNT` copies b first: `SHORT` in kernels/assembly/matmul.ts. */
const SHORT = 24;

/** `batch` products of m rows, n columns and sums of length k; where there is one only, the distances are not read. */
export interface Product {
  readonly a: Place;
  readonly b: Place;
  readonly out: Place;
  readonly bias?: Place | 0;
  readonly relu?: number;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly batch?: number;
  readonly aBatch?: number;
  readonly bBatch?: number;
  readonly outBatch?: number;
}

export function emitProduct(emitter: Emitter, name: 'matmul' | 'matmulTN' | 'matmulNT', product: Product): void {
  const { n, k } = product;
  // Room for eight columns of b, or for all of a short b turned round.
  const scratch = name !== 'matmulNT' ? emitter.scratch(8 * k) : k < SHORT ? emitter.scratch(n * k) : 0;
  emitter.emit(name, { bias: 0, relu: 0, batch: 1, aBatch: 0, bBatch: 0, outBatch: 0, ...product, scratch });
}

const activations: Readonly<Record<string, 'elu' | 'relu6' | 'sigmoid'>> = {
  elu: 'elu',
  relu6: 'relu6',
  sigmoid: 'sigmoid',
};

/** Emits what a fused kernel of tfjs computes: a product, which can clip at zero itself, and another activation after it. */
export function withActivation(
  { inputs, attributes, outputs }: Pick<Call, 'inputs' | 'attributes' | 'outputs'>,
  emitter: Emitter,
  size: number,
  emit: (out: Place, relu: number) => void,
): void {
  const out = outputs[0]!;
  const activation = String(attributes['activation'] ?? 'linear');
  const after = activations[activation];
  if (inputs['preluActivationWeights'] || (after === undefined && !['linear', 'relu'].includes(activation))) {
    throw new Untraceable(`a product with ${activation}`, 'the fast engine has no such kernel');
  }
  if (after === undefined) {
    emit(emitter.target(out), activation === 'relu' ? 1 : 0);
    return;
  }
  const sums = emitter.scratch(size);
  emit(sums, 0);
  emitUnary(emitter, after, { ...out, value: sums.value }, out);
}

/** The matrices b[n, k] turned round, where many products are to read them: tiles are faster than dot products once that is done. */
export function transposed(emitter: Emitter, b: Place, n: number, k: number, batch = 1): Place {
  const out = emitter.scratch(batch * n * k);
  emitter.block(b, out, [
    { size: batch, from: n * k, out: n * k },
    { size: k, from: 1, out: n },
    { size: n, from: k, out: 1 },
  ]);
  return out;
}
