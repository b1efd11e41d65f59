import { BINS, binsOf } from './knots';
import { madd, zero } from './math';

/** The gradient of the matrix of `interpolate`, from that of the product. `scratch` has room for 8 + 2 · `rows` floats. */
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
