import { madd, zero } from './math';

/**
 * The product of rows that `piecewise` encodes with a matrix, and its gradient, without the encoded rows: of a number's eight
 * bins those below its own are 1, those above -1, and only one lies between. What the eight rows of the matrix come to is then
 * the value at the lower edge of that bin, a knot, and twice the share of the bin's own row. So a number costs two rows
 * of the matrix, not eight. A bin whose scale is 0 is none; such bins come last.
 *
 * `n` numbers in a row, `units` columns of the matrix, a multiple of four; its last row, after 8 · n others, is added to all rows. The
 * `batch` matrices lie `...Batch` bytes apart. A result's bytes do not depend on the rows that ride along.
 */

const BINS = 8;

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
function binsOf(scales: usize): i32 {
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

/** The gradient of the matrix, from that of the product. `scratch` has room for 8 + 2 · `rows` floats. */
export function interpolateGradient(
  places: usize, gradient: usize, scales: usize, out: usize, scratch: usize, rows: i32, n: i32, units: i32,
  batch: i32, gradientBatch: i32, outBatch: i32,
): void {
  const row = <usize>units << 2;
  const wide = row & ~63;
  const last = <usize>(n << 3) * row;
  for (let member = 0; member < batch; member++) {
    total(gradient + <usize>(member * gradientBatch), out + <usize>(member * outBatch) + last, rows, row);
  }
  for (let i = 0; i < n; i++) {
    arrange(places + (<usize>i << 3), scratch, rows, n, i << 3, row);
    const bins = binsOf(scales + (<usize>i << 5));
    let from = gradient;
    let to = out + <usize>(i << 3) * row;
    let sum = out + last;
    for (let member = 0; member < batch; member++) {
      let column: usize = 0;
      while (column < wide) {
        fourByBin(scratch, from + column, sum + column, to + column, bins, row);
        column += 64;
      }
      while (column < row) {
        oneByBin(scratch, from + column, sum + column, to + column, bins, row);
        column += 16;
      }
      from += gradientBatch;
      to += outBatch;
      sum += outBatch;
    }
  }
}

/** The sum of all rows. */
@inline
function total(from: usize, out: usize, rows: i32, row: usize): void {
  for (let column: usize = 0; column < row; column += 16) {
    let next = from + column;
    let sum = v128.load(next);
    for (let i = 1; i < rows; i++) {
      next += row;
      sum = f32x4.add(sum, v128.load(next));
    }
    v128.store(out + column, sum);
  }
}

/**
 * Of one number, where its rows are by bin: of each bin the end of its entries; then the entries, in the order of the rows: where
 * the row begins, and twice its share. So a bin's rows are added up in registers, whatever the number of members.
 */
function arrange(place: usize, out: usize, rows: i32, n: i32, first: i32, row: usize): void {
  const step = <usize>n << 3;
  memory.fill(out, 0, BINS << 2);
  let next = place;
  for (let i = 0; i < rows; i++) {
    const count = out + (<usize>(load<i32>(next) - first) << 2);
    store<i32>(count, load<i32>(count) + 1);
    next += step;
  }
  let begin = <i32>out + (BINS << 2);
  for (let bin = 0; bin < BINS; bin++) {
    const at = out + (<usize>bin << 2);
    const count = load<i32>(at);
    store<i32>(at, begin);
    begin += count << 3;
  }
  next = place;
  for (let i = 0; i < rows; i++) {
    const end = out + (<usize>(load<i32>(next) - first) << 2);
    const entry = <usize>load<i32>(end);
    store<i32>(entry, i * <i32>row);
    store<f32>(entry, load<f32>(next, 4), 4);
    store<i32>(end, <i32>entry + 8);
    next += step;
  }
}

/** A bin's own rows count by 2 · share - 1, those of bins above by 1, those of bins below by -1. */
@inline
function fourByBin(arranged: usize, gradient: usize, sum: usize, out: usize, bins: i32, row: usize): void {
  let leftA = v128.load(sum), leftB = v128.load(sum, 16), leftC = v128.load(sum, 32), leftD = v128.load(sum, 48);
  let entry = arranged + (BINS << 2);
  for (let bin = 0; bin < BINS; bin++) {
    const end = <usize>load<i32>(arranged + (<usize>bin << 2));
    let wholeA = zero(), wholeB = zero(), wholeC = zero(), wholeD = zero();
    let sharedA = zero(), sharedB = zero(), sharedC = zero(), sharedD = zero();
    while (entry < end) {
      const from = gradient + <usize>load<i32>(entry);
      const share = v128.load_splat<f32>(entry, 4);
      const a = v128.load(from), b = v128.load(from, 16), c = v128.load(from, 32), d = v128.load(from, 48);
      wholeA = f32x4.add(wholeA, a);
      wholeB = f32x4.add(wholeB, b);
      wholeC = f32x4.add(wholeC, c);
      wholeD = f32x4.add(wholeD, d);
      sharedA = madd(share, a, sharedA);
      sharedB = madd(share, b, sharedB);
      sharedC = madd(share, c, sharedC);
      sharedD = madd(share, d, sharedD);
      entry += 8;
    }
    leftA = f32x4.sub(leftA, f32x4.add(wholeA, wholeA));
    leftB = f32x4.sub(leftB, f32x4.add(wholeB, wholeB));
    leftC = f32x4.sub(leftC, f32x4.add(wholeC, wholeC));
    leftD = f32x4.sub(leftD, f32x4.add(wholeD, wholeD));
    const isBin = bin < bins;
    v128.store(out, isBin ? f32x4.add(leftA, sharedA) : zero());
    v128.store(out, isBin ? f32x4.add(leftB, sharedB) : zero(), 16);
    v128.store(out, isBin ? f32x4.add(leftC, sharedC) : zero(), 32);
    v128.store(out, isBin ? f32x4.add(leftD, sharedD) : zero(), 48);
    out += row;
  }
}

/** The same for four columns, where there are no sixteen. */
@inline
function oneByBin(arranged: usize, gradient: usize, sum: usize, out: usize, bins: i32, row: usize): void {
  let left = v128.load(sum);
  let entry = arranged + (BINS << 2);
  for (let bin = 0; bin < BINS; bin++) {
    const end = <usize>load<i32>(arranged + (<usize>bin << 2));
    let whole = zero(), shared = zero();
    while (entry < end) {
      const value = v128.load(gradient + <usize>load<i32>(entry));
      whole = f32x4.add(whole, value);
      shared = madd(v128.load_splat<f32>(entry, 4), value, shared);
      entry += 8;
    }
    left = f32x4.sub(left, f32x4.add(whole, whole));
    v128.store(out, bin < bins ? f32x4.add(left, shared) : zero());
    out += row;
  }
}
