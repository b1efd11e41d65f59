import { sizeOf } from './Graph.js';
import type { TraceableModel } from './TraceableModel.js';

/**
 * Made-up instances for a trace: other ones at each batch size, so that a value that depends on the data cannot pass for
 * a constant.
 */
export function traceData(
  { inputShape, outputs, isClassifier }: TraceableModel,
  rows: number,
): { readonly x: Float32Array; readonly y: Float32Array; readonly w: Float32Array } {
  const next = numbersFrom(rows);
  const x = Float32Array.from({ length: rows * sizeOf(inputShape) }, next);
  const y = Float32Array.from({ length: rows * outputs }, next);
  const w = Float32Array.from({ length: rows }, next);
  if (isClassifier && outputs > 1) {
    for (let row = 0; row < rows; row++) {
      for (let output = 0; output < outputs; output++) y[row * outputs + output] = row % outputs === output ? 1 : 0;
    }
  }
  return { x, y, w };
}

/** Numbers between 0 and 1 that differ from each other: a linear congruential generator is plenty. */
function numbersFrom(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b1);
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 8) / 0x1000000;
  };
}
