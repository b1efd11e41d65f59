/** Turns rows of logits into class probabilities, in place; each row by itself, in double precision. */
export function softmax(rows: Float32Array, classes: number): Float32Array {
  for (let from = 0; from < rows.length; from += classes) {
    const to = from + classes;
    const top = greatest(rows, from, to);
    const sum = sumOfExponentials(rows, from, to, top);
    for (let i = from; i < to; i++) rows[i] = Math.exp(rows[i]! - top) / sum;
  }
  return rows;
}

/** Of `z[from]` up to, but not, `z[to]`. */
export function greatest(z: Float32Array, from: number, to: number): number {
  let top = z[from]!;
  for (let i = from + 1; i < to; i++) top = Math.max(top, z[i]!);
  return top;
}

/** Of `z[from] - top` up to, but not, `z[to] - top`: with the greatest on top, none overflows. */
export function sumOfExponentials(z: Float32Array, from: number, to: number, top: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += Math.exp(z[i]! - top);
  return sum;
}
