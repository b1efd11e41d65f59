import { madd, one, storeLanes, zero } from './math';

/**
 * The gradient of a hidden layer's sums: that of the outputs times the output layer, `weights` of [outputs, units], and the slope of
 * the activation, told from its value in `hidden`: relu's or, where `isRelu` is 0, tanh's. The `batch` layers lie `...Batch` bytes apart, the results as
 * `hidden` does.
 */
export function hiddenGradient(
  errors: usize, weights: usize, hidden: usize, out: usize, isRelu: i32, rows: i32, outputs: i32, units: i32,
  batch: i32, errorsBatch: i32, weightsBatch: i32, hiddenBatch: i32,
): void {
  do {
    if (isRelu) layer(errors, weights, hidden, out, true, rows, outputs, units);
    else layer(errors, weights, hidden, out, false, rows, outputs, units);
    errors += errorsBatch;
    weights += weightsBatch;
    hidden += hiddenBatch;
    out += hiddenBatch;
  } while (--batch);
}

@inline
function layer(
  errors: usize, weights: usize, hidden: usize, out: usize, isRelu: bool, rows: i32, outputs: i32, units: i32,
): void {
  const row = <usize>units << 2;
  const error = <usize>outputs << 2;
  while (rows >= 4) {
    let left = units;
    for (let column: usize = 0; column < row; column += 16) {
      let weight = weights + column;
      let from = errors;
      const first = v128.load(weight);
      let a = f32x4.mul(v128.load_splat<f32>(from), first);
      let b = f32x4.mul(v128.load_splat<f32>(from + error), first);
      let c = f32x4.mul(v128.load_splat<f32>(from + error * 2), first);
      let d = f32x4.mul(v128.load_splat<f32>(from + error * 3), first);
      for (let k = 1; k < outputs; k++) {
        weight += row;
        from += 4;
        const next = v128.load(weight);
        a = madd(v128.load_splat<f32>(from), next, a);
        b = madd(v128.load_splat<f32>(from + error), next, b);
        c = madd(v128.load_splat<f32>(from + error * 2), next, c);
        d = madd(v128.load_splat<f32>(from + error * 3), next, d);
      }
      const at = hidden + column;
      const to = out + column;
      storeLanes(to, back(a, v128.load(at), isRelu), left);
      storeLanes(to + row, back(b, v128.load(at + row), isRelu), left);
      storeLanes(to + row * 2, back(c, v128.load(at + row * 2), isRelu), left);
      storeLanes(to + row * 3, back(d, v128.load(at + row * 3), isRelu), left);
      left -= 4;
    }
    errors += error << 2;
    hidden += row << 2;
    out += row << 2;
    rows -= 4;
  }
  while (rows > 0) {
    let left = units;
    for (let column: usize = 0; column < row; column += 16) {
      let weight = weights + column;
      let from = errors;
      let sum = f32x4.mul(v128.load_splat<f32>(from), v128.load(weight));
      for (let k = 1; k < outputs; k++) {
        weight += row;
        from += 4;
        sum = madd(v128.load_splat<f32>(from), v128.load(weight), sum);
      }
      storeLanes(out + column, back(sum, v128.load(hidden + column), isRelu), left);
      left -= 4;
    }
    errors += error;
    hidden += row;
    out += row;
    rows--;
  }
}

/** A gradient back through an activation of the given value. */
@inline
function back(gradient: v128, value: v128, isRelu: bool): v128 {
  if (isRelu) return v128.and(gradient, f32x4.gt(value, zero()));
  return f32x4.mul(gradient, f32x4.sub(one(), f32x4.mul(value, value)));
}
