import { exp, firstLanes, log, sumLanes, zero } from './math';
import { maxRow } from './reduce';

/** Writes e^(x - shift) of one row and returns the sum. */
@inline
function exponentials(from: usize, out: usize, count: i32, shift: f32): f32 {
  const greatest = f32x4.splat(shift);
  let total = zero();
  const whole = from + <usize>((count >> 2) << 4);
  while (from < whole) {
    const value = exp(f32x4.sub(v128.load(from), greatest));
    v128.store(out, value);
    total = f32x4.add(total, value);
    from += 16;
    out += 16;
  }
  const rest = count & 3;
  if (rest) {
    const value = exp(f32x4.sub(v128.load(from), greatest));
    v128.store(out, value);
    total = f32x4.add(total, v128.and(value, firstLanes(rest)));
  }
  return sumLanes(total);
}

/** Softmax of each of `rows` rows of `count`. */
export function softmax(from: usize, out: usize, rows: i32, count: i32): void {
  if (count == 2) {
    softmaxOfTwo(from, out, rows);
    return;
  }
  const row = <usize>count << 2;
  do {
    const total = f32x4.splat(exponentials(from, out, count, maxRow(from, count)));
    const end = out + row;
    let next = out;
    do {
      v128.store(next, f32x4.div(v128.load(next), total));
      next += 16;
    } while (next < end);
    from += row;
    out = end;
  } while (--rows);
}

/** Two rows in one vector, with the bytes that each has alone. */
function softmaxOfTwo(from: usize, out: usize, rows: i32): void {
  do {
    const values = v128.load(from);
    const greatest = f32x4.max(values, f32x4.shuffle(values, values, 1, 0, 3, 2));
    const powers = exp(f32x4.sub(values, greatest));
    v128.store(out, f32x4.div(powers, f32x4.add(powers, f32x4.shuffle(powers, powers, 1, 0, 3, 2))));
    from += 16;
    out += 16;
    rows -= 2;
  } while (rows > 0);
}

/** Logarithm of the softmax of each of `rows` rows of `count`. */
export function logSoftmax(from: usize, out: usize, rows: i32, count: i32): void {
  const row = <usize>count << 2;
  do {
    const shift = maxRow(from, count);
    const greatest = f32x4.splat(shift);
    const logTotal = log(f32x4.splat(exponentials(from, out, count, shift)));
    const end = out + row;
    do {
      v128.store(out, f32x4.sub(f32x4.sub(v128.load(from), greatest), logTotal));
      from += 16;
      out += 16;
    } while (out < end);
    from -= out - end;
    out = end;
  } while (--rows);
}
