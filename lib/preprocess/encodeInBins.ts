import { BINS } from './quantileEdges.js';

/**
 * Encodes one value: every bin that lies below it is 1, every bin above it -1, and between the edges of its own it runs from
 * -1 to 1. A bin without width is 0.
 *
 * @param from where in `edges` the feature's begin. @param to where in `out` its bins begin.
 */
export function encodeInBins(value: number, edges: Float32Array, from: number, out: Float32Array, to: number): void {
  let low = edges[from]!;
  for (let bin = 0; bin < BINS; bin++) {
    const high = edges[from + bin + 1]!;
    const share = (value - low) / (high - low);
    out[to + bin] = high > low ? 2 * Math.min(1, Math.max(0, share)) - 1 : 0;
    low = high;
  }
}
