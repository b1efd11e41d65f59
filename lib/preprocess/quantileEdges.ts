/** How many bins each feature is cut into. */
export const BINS = 8;

/** Rows after which quantiles are taken anew: as soon as there is something to go by, and then now and then. */
export function isRefreshed(rows: number): boolean {
  return rows === 30 || rows === 100 || rows % 300 === 0;
}

/** So many of the newest rows the quantiles are taken of. */
export const RECENT = 1000;

/**
 * The edges of one feature's bins, ascending, `BINS + 1` of them: its quantiles, interpolated linearly; where it has no more
 * distinct values than that (a category, a flag), those. Duplicates are merged, and the last edge is repeated in place of
 * what is missing, so that a bin without width is one that is not there.
 *
 * @param values of the feature; they are sorted in place. @param at where in `edges` the first edge goes.
 */
export function quantileEdges(values: Float32Array, edges: Float32Array, at: number): void {
  sort(values);
  let count = distinct(values, edges, at);
  if (count === undefined) {
    count = 0;
    for (let q = 0; q <= BINS; q++) {
      const edge = Math.fround(quantile(values, q / BINS));
      if (count === 0 || edge > edges[at + count - 1]!) edges[at + count++] = edge;
    }
  }
  edges.fill(edges[at + count - 1]!, at + count, at + BINS + 1);
}

/** As `values.sort()`, which takes twice as long: by their bits, which are ordered as whole numbers are once those of negative numbers are turned. */
function sort(values: Float32Array): void {
  const bits = new Int32Array(values.buffer, values.byteOffset, values.length);
  for (let i = 0; i < bits.length; i++) bits[i] = turned(bits[i]!);
  bits.sort();
  for (let i = 0; i < bits.length; i++) bits[i] = turned(bits[i]!);
}

function turned(bits: number): number {
  return bits < 0 ? bits ^ 0x7fffffff : bits;
}

/** @returns how many distinct values there are, all of them written; `undefined` where there are more than edges. */
function distinct(sorted: Float32Array, edges: Float32Array, at: number): number | undefined {
  let count = 0;
  for (const value of sorted) {
    if (count > 0 && value === edges[at + count - 1]) continue;
    if (count > BINS) return undefined;
    edges[at + count++] = value;
  }
  return count;
}

function quantile(sorted: Float32Array, share: number): number {
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below]!;
  return low + (position - below) * ((sorted[below + 1] ?? low) - low);
}
