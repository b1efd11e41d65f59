import { dots1x1, dots1x4, dots2x1, dots2x4, dots4x1, dots4x2 } from './dots';

/** Every result is a dot product of two contiguous rows, four lanes of k at a time. */
export function byDots(a: usize, b: usize, out: usize, bias: usize, relu: i32, m: i32, n: i32, k: i32): void {
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
