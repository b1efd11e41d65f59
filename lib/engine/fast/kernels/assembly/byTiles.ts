import { tile1x1, tile1x2, tile1x4, tile1x8, tile2x1, tile2x2, tile2x4, tile4x1, tile4x2 } from './tiles';

/** From this many rows on, a large b is worth arranging: it is then read several times. */
const PART_ROWS = 8;
/** The shortest part of a long sum. */
const PART = 128;
/** A b of at most this many floats stays in the nearest caches while all its columns are walked for each four rows. */
const CACHED = 8192;

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
export function byTiles(
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
