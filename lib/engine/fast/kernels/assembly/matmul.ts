import { madd, storeLanes, zero } from './math';
import { tile1x1, tile1x2, tile1x4, tile1x8, tile2x1, tile2x2, tile2x4, tile4x1, tile4x2 } from './tiles';
import { dots1x1, dots1x4, dots2x1, dots2x4, dots4x1, dots4x2 } from './dots';

/**
 * Matrix products, row-major: `matmul` is a[m,k]·b[k,n], `matmulTN` takes a as [k,m], `matmulNT` takes b as [n,k].
 *
 * A result is summed over k in an order that depends on n and k but never on m, so that a row's bytes do not depend on
 * the rows that ride along. `bias` (n floats, or 0 for none) is added at the end; `relu` other than 0 clips at zero. The
 * `batch` products lie `aBatch`, `bBatch`, `outBatch` bytes apart. `scratch` is working space: see lower/scratch.ts.
 */

/** From this many rows on, a large b is worth arranging: it is then read several times. */
const PART_ROWS = 8;
/** The shortest part of a long sum. */
const PART = 128;
/** Below this many columns a tile's lanes would lie idle. */
const NARROW = 3;
/** Below this length of sum, lanes along k would spend their time being summed. */
const SHORT = 24;
/** A b of at most this many floats stays in the nearest caches while all its columns are walked for each four rows. */
const CACHED = 8192;

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

/** Copies eight columns of b together: from[k, stride] to out[k, 8]. */
function pack(from: usize, out: usize, k: i32, rowBytes: usize): void {
  do {
    v128.store(out, v128.load(from));
    v128.store(out, v128.load(from, 16), 16);
    from += rowBytes;
    out += 32;
  } while (--k);
}

/**
 * Tiles of 4 rows × 8 columns; a's rows and steps of k are `aRow` and `aStep` bytes apart.
 *
 * Where b does not stay in the nearest cache, long sums are taken in parts, so that the part of b that is in use does. A
 * part goes on from the sums that the one before has stored, so the bytes do not change.
 */
function byTiles(
  a: usize, aRow: usize, aStep: usize, b: usize, out: usize, bias: usize, scratch: usize, relu: i32,
  m: i32, n: i32, k: i32,
): void {
  const rowBytes = <usize>n << 2;
  const part = m < PART_ROWS || n * k <= CACHED ? k : max<i32>(PART, CACHED / n);
  let done = 0;
  while (done < k) {
    const count = min<i32>(part, k - done);
    const isLast = done + count == k;
    const from = a + <usize>done * aStep;
    const panel = b + <usize>done * rowBytes;
    tilesOf(from, aRow, aStep, panel, out, isLast ? bias : 0, scratch, isLast ? relu : 0, m, n, count, done > 0);
    done += count;
  }
}

function tilesOf(
  a: usize, aRow: usize, aStep: usize, b: usize, out: usize, bias: usize, scratch: usize, relu: i32,
  m: i32, n: i32, k: i32, adds: bool,
): void {
  const rowBytes = <usize>n << 2;
  const full = m & ~3;
  if (n * k <= CACHED) rowsFirst(a, aRow, aStep, b, out, bias, relu, full, n, k, adds);
  else columnsFirst(a, aRow, aStep, b, out, bias, m >= PART_ROWS ? scratch : 0, relu, full, n, k, adds);
  a += <usize>full * aRow;
  out += <usize>full * rowBytes;
  if (m & 2) {
    twoRows(a, aRow, aStep, b, rowBytes, out, bias, relu, n, k, adds);
    a += aRow << 1;
    out += rowBytes << 1;
  }
  if (m & 1) oneRow(a, aRow, aStep, b, rowBytes, out, bias, relu, n, k, adds);
}

/** Writes the result in order; b is read once for each four rows. */
function rowsFirst(
  a: usize, aRow: usize, aStep: usize, b: usize, out: usize, bias: usize, relu: i32, rows: i32, n: i32, k: i32, adds: bool,
): void {
  const rowBytes = <usize>n << 2;
  while (rows > 0) {
    let column = n;
    let panel = b;
    let target = out;
    let biasAt = bias;
    while (column > 4) {
      tile4x2(a, aRow, aStep, panel, rowBytes, target, rowBytes, biasAt, relu, column, k, adds);
      panel += 32;
      target += 32;
      if (bias) biasAt += 32;
      column -= 8;
    }
    if (column > 0) tile4x1(a, aRow, aStep, panel, rowBytes, target, rowBytes, biasAt, relu, column, k, adds);
    a += aRow << 2;
    out += rowBytes << 2;
    rows -= 4;
  }
}

/** Keeps eight columns of b near while all rows pass them; with `scratch` they are first copied together. */
function columnsFirst(
  a: usize, aRow: usize, aStep: usize, b: usize, out: usize, bias: usize, scratch: usize, relu: i32,
  rows: i32, n: i32, k: i32, adds: bool,
): void {
  if (rows == 0) return;
  const rowBytes = <usize>n << 2;
  for (let column = 0; column < n; column += 8) {
    const left = n - column;
    const offset = <usize>column << 2;
    let panel = b + offset;
    let panelStep = rowBytes;
    if (scratch) {
      pack(panel, scratch, k, rowBytes);
      panel = scratch;
      panelStep = 32;
    }
    const biasAt = bias ? bias + offset : 0;
    let rowA = a;
    let rowOut = out + offset;
    let row = rows;
    do {
      if (left > 4) tile4x2(rowA, aRow, aStep, panel, panelStep, rowOut, rowBytes, biasAt, relu, left, k, adds);
      else tile4x1(rowA, aRow, aStep, panel, panelStep, rowOut, rowBytes, biasAt, relu, left, k, adds);
      rowA += aRow << 2;
      rowOut += rowBytes << 2;
      row -= 4;
    } while (row > 0);
  }
}

/** Fewer rows, so wider tiles: as many sums at once as keep the processor busy. */
function twoRows(
  a: usize, aRow: usize, aStep: usize, b: usize, rowBytes: usize, out: usize, bias: usize, relu: i32,
  n: i32, k: i32, adds: bool,
): void {
  while (n > 8) {
    tile2x4(a, aRow, aStep, b, rowBytes, out, rowBytes, bias, relu, n, k, adds);
    b += 64;
    out += 64;
    if (bias) bias += 64;
    n -= 16;
  }
  if (n > 4) tile2x2(a, aRow, aStep, b, rowBytes, out, rowBytes, bias, relu, n, k, adds);
  else if (n > 0) tile2x1(a, aRow, aStep, b, rowBytes, out, rowBytes, bias, relu, n, k, adds);
}

function oneRow(
  a: usize, aRow: usize, aStep: usize, b: usize, rowBytes: usize, out: usize, bias: usize, relu: i32,
  n: i32, k: i32, adds: bool,
): void {
  while (n > 16) {
    tile1x8(a, aRow, aStep, b, rowBytes, out, rowBytes, bias, relu, n, k, adds);
    b += 128;
    out += 128;
    if (bias) bias += 128;
    n -= 32;
  }
  if (n > 8) tile1x4(a, aRow, aStep, b, rowBytes, out, rowBytes, bias, relu, n, k, adds);
  else if (n > 4) tile1x2(a, aRow, aStep, b, rowBytes, out, rowBytes, bias, relu, n, k, adds);
  else if (n > 0) tile1x1(a, aRow, aStep, b, rowBytes, out, rowBytes, bias, relu, n, k, adds);
}

/** Every result is a dot product of two contiguous rows, four lanes of k at a time. */
function byDots(a: usize, b: usize, out: usize, bias: usize, relu: i32, m: i32, n: i32, k: i32): void {
  const rowBytes = <usize>k << 2;
  const outRow = <usize>n << 2;
  const rows = m & ~3;
  let column = 0;
  while (column < n) {
    const pair = n - column > 1;
    let rowA = a;
    let rowOut = out;
    let row = rows;
    while (row > 0) {
      if (pair) dots4x2(rowA, b, rowBytes, rowOut, outRow, bias, relu, k);
      else dots4x1(rowA, b, rowBytes, rowOut, outRow, bias, relu, k);
      rowA += rowBytes << 2;
      rowOut += outRow << 2;
      row -= 4;
    }
    const step = pair ? 2 : 1;
    column += step;
    b += rowBytes * step;
    out += step << 2;
    if (bias) bias += step << 2;
  }
  b -= rowBytes * n;
  out -= <usize>n << 2;
  if (bias) bias -= <usize>n << 2;
  a += rowBytes * rows;
  out += outRow * rows;
  if (m & 2) {
    lastDots(a, b, rowBytes, out, outRow, bias, relu, n, k, true);
    a += rowBytes << 1;
    out += outRow << 1;
  }
  if (m & 1) lastDots(a, b, rowBytes, out, outRow, bias, relu, n, k, false);
}

function lastDots(
  a: usize, b: usize, rowBytes: usize, out: usize, outRow: usize, bias: usize, relu: i32, n: i32, k: i32, two: bool,
): void {
  while (n >= 4) {
    if (two) dots2x4(a, b, rowBytes, out, outRow, bias, relu, k);
    else dots1x4(a, b, rowBytes, out, outRow, bias, relu, k);
    b += rowBytes << 2;
    out += 16;
    if (bias) bias += 16;
    n -= 4;
  }
  while (n > 0) {
    if (two) dots2x1(a, b, rowBytes, out, outRow, bias, relu, k);
    else dots1x1(a, b, rowBytes, out, outRow, bias, relu, k);
    b += rowBytes;
    out += 4;
    if (bias) bias += 4;
    n--;
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
