import { madd, storeLanes, zero } from './math';
import { byDots } from './byDots';
import { byTiles } from './byTiles';

/**
 * Matrix products, row-major: `matmul` is a[m,k]·b[k,n], `matmulTN` takes a as [k,m], `matmulNT` takes b as [n,k].
 *
 * A result is summed over k in an order that depends on n and k but never on m, so that a row's bytes do not depend on
 * the rows that ride along. `bias` (n floats, or 0 for none) is added at the end; `relu` other than 0 clips at zero. The
 * `batch` products lie `aBatch`, `bBatch`, `outBatch` bytes apart. `scratch` is working space: see lower/product.ts.
 */

/** Below this many columns a tile's lanes would lie idle. */
const NARROW = 3;
/** Below this length of sum, lanes along k would spend their time being summed. */
const SHORT = 24;

export function matmul(
  a: usize, b: usize, out: usize, bias: usize, scratch: usize, relu: i32,
  m: i32, n: i32, k: i32, batch: i32, aBatch: i32, bBatch: i32, outBatch: i32,
): void {
  do {
    if (n < NARROW) {
      let columns = b;
      if (n > 1) {
        transpose(b, scratch, k, n);
        columns = scratch;
      }
      byDots(a, columns, out, bias, relu, m, n, k);
    } else {
      byTiles(a, k << 2, 4, b, out, bias, scratch, relu, m, n, k);
    }
    a += aBatch;
    b += bBatch;
    out += outBatch;
  } while (--batch);
}

export function matmulTN(
  a: usize, b: usize, out: usize, bias: usize, scratch: usize, relu: i32,
  m: i32, n: i32, k: i32, batch: i32, aBatch: i32, bBatch: i32, outBatch: i32,
): void {
  do {
    if (n < NARROW && bias == 0 && relu == 0) narrowTN(a, b, out, m, n, k);
    else if (k == 1 && bias == 0 && relu == 0) outer(a, b, out, m, n);
    else byTiles(a, 4, m << 2, b, out, bias, scratch, relu, m, n, k);
    a += aBatch;
    b += bBatch;
    out += outBatch;
  } while (--batch);
}

export function matmulNT(
  a: usize, b: usize, out: usize, bias: usize, scratch: usize, relu: i32,
  m: i32, n: i32, k: i32, batch: i32, aBatch: i32, bBatch: i32, outBatch: i32,
): void {
  do {
    if (k < SHORT && n >= NARROW) {
      transpose(b, scratch, n, k);
      // What a tile reads beyond the last row must not be part of a's or b's values; it is never stored.
      byTiles(a, k << 2, 4, scratch, out, bias, 0, relu, m, n, k);
    } else {
      byDots(a, b, out, bias, relu, m, n, k);
    }
    a += aBatch;
    b += bBatch;
    out += outBatch;
  } while (--batch);
}

/** from[rows, columns] to out[columns, rows]. */
function transpose(from: usize, out: usize, rows: i32, columns: i32): void {
  const step = <usize>rows << 2;
  for (let row = 0; row < rows; row++) {
    let target = out + (<usize>row << 2);
    let column = columns;
    do {
      store<f32>(target, load<f32>(from));
      from += 4;
      target += step;
    } while (--column);
  }
}

/** The gradient of a weight matrix from a single row: with nothing to add up, a tile would be all beginning and end. */
function outer(a: usize, b: usize, out: usize, m: i32, n: i32): void {
  do {
    const value = v128.load_splat<f32>(a);
    let next = b;
    let left = n;
    while (left >= 8) {
      v128.store(out, madd(value, v128.load(next), zero()));
      v128.store(out, madd(value, v128.load(next, 16), zero()), 16);
      next += 32;
      out += 32;
      left -= 8;
    }
    while (left > 0) {
      storeLanes(out, madd(value, v128.load(next), zero()), left);
      const bytes = <usize>min<i32>(left, 4) << 2;
      next += bytes;
      out += bytes;
      left -= 4;
    }
    a += 4;
  } while (--m);
}

/** The gradient of a weight matrix with one or two columns: lanes run along its rows. */
function narrowTN(a: usize, b: usize, out: usize, m: i32, n: i32, k: i32): void {
  const aStep = <usize>m << 2;
  const bStep = <usize>n << 2;
  while (m > 0) {
    let rowA = a;
    let rowB = b;
    let first = zero();
    let second = zero();
    let i = k;
    if (n == 1) {
      do {
        first = madd(v128.load(rowA), v128.load_splat<f32>(rowB), first);
        rowA += aStep;
        rowB += bStep;
      } while (--i);
      storeLanes(out, first, m);
      out += 16;
    } else {
      do {
        const values = v128.load(rowA);
        first = madd(values, v128.load_splat<f32>(rowB), first);
        second = madd(values, v128.load_splat<f32>(rowB, 4), second);
        rowA += aStep;
        rowB += bStep;
      } while (--i);
      const floats = m << 1;
      storeLanes(out, f32x4.shuffle(first, second, 0, 4, 1, 5), floats);
      if (floats > 4) storeLanes(out + 16, f32x4.shuffle(first, second, 2, 6, 3, 7), floats - 4);
      out += 32;
    }
    a += 16;
    m -= 4;
  }
}
