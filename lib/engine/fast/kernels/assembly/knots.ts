import { madd, zero } from './math';

/**
 * The product of rows that `piecewise` encodes with a matrix, without the encoded rows (its gradient is in `knotsGradient`): of a number's eight
 * bins those below its own are 1, those above -1, and only one lies between. What the eight rows of the matrix come to is then
 * the value at the lower edge of that bin, a knot, and twice the share of the bin's own row. So a number costs two rows
 * of the matrix, not eight. A bin whose scale is 0 is none; such bins come last.
 *
 * `n` numbers in a row, `units` columns of the matrix, a multiple of four; its last row, after 8 · n others, is added to all rows. The
 * `batch` matrices lie `...Batch` bytes apart. A result's bytes do not depend on the rows that ride along.
 */

/** Of each number. */
export const BINS = 8;

/** Of each number in each row: the bin that it lies in, counted through all numbers, and twice its share of it. */
export function locate(from: usize, starts: usize, scales: usize, out: usize, rows: i32, n: i32): void {
  do {
    for (let i = 0; i < n; i++) {
      const at = <usize>i << 5;
      const x = v128.load_splat<f32>(from);
      const bin = max<i32>(0, passed(x, starts + at, scales + at) + passed(x, starts + at + 16, scales + at + 16) - 1);
      const own = at + (<usize>bin << 2);
      const share = (load<f32>(from) - load<f32>(starts + own)) * load<f32>(scales + own);
      store<i32>(out, (i << 3) + bin);
      store<f32>(out, share > 0 ? (share < 1 ? share + share : 2) : 0, 4);
      from += 4;
      out += 8;
    }
    from += 4;
  } while (--rows);
}

/** How many of four bins begin at x or below. */
@inline
function passed(x: v128, starts: usize, scales: usize): i32 {
  const begun = f32x4.ge(x, v128.load(starts));
  return popcnt(i32x4.bitmask(v128.and(begun, f32x4.ne(v128.load(scales), zero()))));
}

/** How many bins a number has. */
@inline
export function binsOf(scales: usize): i32 {
  let count = 0;
  while (count < BINS && load<f32>(scales + (<usize>count << 2)) != 0) count++;
  return count;
}

/** The values at the lower edge of each bin, laid out as the matrix is. */
export function knots(
  matrix: usize, scales: usize, out: usize, n: i32, units: i32, batch: i32, matrixBatch: i32, outBatch: i32,
): void {
  const row = <usize>units << 2;
  do {
    for (let i = 0; i < n; i++) {
      const count = binsOf(scales + (<usize>i << 5));
      const first = <usize>(i << 3) * row;
      for (let column: usize = 0; column < row; column += 16) {
        let from = matrix + first + column;
        let value = zero();
        for (let bin = 0; bin < count; bin++) {
          value = f32x4.sub(value, v128.load(from));
          from += row;
        }
        from = matrix + first + column;
        let to = out + first + column;
        let bin = 0;
        do {
          v128.store(to, value);
          const own = v128.load(from);
          value = f32x4.add(value, f32x4.add(own, own));
          from += row;
          to += row;
        } while (++bin < count);
      }
    }
    matrix += matrixBatch;
    out += outBatch;
  } while (--batch);
}

/** The product. `places` is of `locate`, `values` of `knots`; `relu` other than 0 clips at zero. */
export function interpolate(
  places: usize, matrix: usize, values: usize, out: usize, relu: i32, rows: i32, n: i32, units: i32,
  batch: i32, matrixBatch: i32, valuesBatch: i32, outBatch: i32,
): void {
  const row = <usize>units << 2;
  const wide = row & ~127;
  do {
    // All rows for some columns, whose part of matrix and values then stays in the nearest cache.
    let column: usize = 0;
    while (column < wide) {
      let place = places;
      let to = out + column;
      for (let i = 0; i < rows; i++) {
        eight(place, matrix + column, values + column, to, relu, n, row);
        place += <usize>n << 3;
        to += row;
      }
      column += 128;
    }
    while (column < row) {
      let place = places;
      let to = out + column;
      for (let i = 0; i < rows; i++) {
        one(place, matrix + column, values + column, to, relu, n, row);
        place += <usize>n << 3;
        to += row;
      }
      column += 16;
    }
    matrix += matrixBatch;
    values += valuesBatch;
    out += outBatch;
  } while (--batch);
}

@inline
function eight(place: usize, matrix: usize, values: usize, out: usize, relu: i32, n: i32, row: usize): void {
  const bias = matrix + <usize>(n << 3) * row;
  let a = v128.load(bias), b = v128.load(bias, 16), c = v128.load(bias, 32), d = v128.load(bias, 48);
  let e = v128.load(bias, 64), f = v128.load(bias, 80), g = v128.load(bias, 96), h = v128.load(bias, 112);
  do {
    const at = <usize>load<i32>(place) * row;
    const share = v128.load_splat<f32>(place, 4);
    const own = matrix + at;
    const value = values + at;
    a = madd(share, v128.load(own), f32x4.add(a, v128.load(value)));
    b = madd(share, v128.load(own, 16), f32x4.add(b, v128.load(value, 16)));
    c = madd(share, v128.load(own, 32), f32x4.add(c, v128.load(value, 32)));
    d = madd(share, v128.load(own, 48), f32x4.add(d, v128.load(value, 48)));
    e = madd(share, v128.load(own, 64), f32x4.add(e, v128.load(value, 64)));
    f = madd(share, v128.load(own, 80), f32x4.add(f, v128.load(value, 80)));
    g = madd(share, v128.load(own, 96), f32x4.add(g, v128.load(value, 96)));
    h = madd(share, v128.load(own, 112), f32x4.add(h, v128.load(value, 112)));
    place += 8;
  } while (--n);
  const least = relu ? zero() : f32x4.splat(-Infinity);
  v128.store(out, f32x4.pmax(a, least));
  v128.store(out, f32x4.pmax(b, least), 16);
  v128.store(out, f32x4.pmax(c, least), 32);
  v128.store(out, f32x4.pmax(d, least), 48);
  v128.store(out, f32x4.pmax(e, least), 64);
  v128.store(out, f32x4.pmax(f, least), 80);
  v128.store(out, f32x4.pmax(g, least), 96);
  v128.store(out, f32x4.pmax(h, least), 112);
}

@inline
function one(place: usize, matrix: usize, values: usize, out: usize, relu: i32, n: i32, row: usize): void {
  let sum = v128.load(matrix + <usize>(n << 3) * row);
  do {
    const at = <usize>load<i32>(place) * row;
    const share = v128.load_splat<f32>(place, 4);
    sum = madd(share, v128.load(matrix + at), f32x4.add(sum, v128.load(values + at)));
    place += 8;
  } while (--n);
  v128.store(out, f32x4.pmax(sum, relu ? zero() : f32x4.splat(-Infinity)));
}
