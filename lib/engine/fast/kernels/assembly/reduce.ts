import { choose, firstLanes, sumLanes, zero } from './math';

/**
 * Reductions of [outer, reduce, inner] over the middle axis. The order in which one result is summed depends on `reduce`
 * alone, so a row's sum has the same bytes whatever rows lie beside it.
 */

export function sum(from: usize, out: usize, outer: i32, reduce: i32, inner: i32): void {
  sumScaled(from, out, outer, reduce, inner, 1);
}

export function mean(from: usize, out: usize, outer: i32, reduce: i32, inner: i32): void {
  sumScaled(from, out, outer, reduce, inner, <f32>reduce);
}

function sumScaled(from: usize, out: usize, outer: i32, reduce: i32, inner: i32, divisor: f32): void {
  if (inner == 1) {
    do {
      store<f32>(out, sumRow(from, reduce) / divisor);
      from += <usize>reduce << 2;
      out += 4;
    } while (--outer);
    return;
  }
  do {
    sumColumns(from, out, reduce, inner, divisor);
    from += <usize>(reduce * inner) << 2;
    out += <usize>inner << 2;
  } while (--outer);
}

function sumRow(from: usize, count: i32): f32 {
  let total = zero();
  if (count >= 64) {
    // Four sums side by side, so that their additions need not wait for each other.
    let b = zero(), c = zero(), d = zero();
    do {
      total = f32x4.add(total, v128.load(from));
      b = f32x4.add(b, v128.load(from, 16));
      c = f32x4.add(c, v128.load(from, 32));
      d = f32x4.add(d, v128.load(from, 48));
      from += 64;
      count -= 16;
    } while (count >= 16);
    total = f32x4.add(f32x4.add(total, b), f32x4.add(c, d));
  }
  const whole = from + <usize>((count >> 2) << 4);
  while (from < whole) {
    total = f32x4.add(total, v128.load(from));
    from += 16;
  }
  const rest = count & 3;
  if (rest) total = f32x4.add(total, v128.and(v128.load(from), firstLanes(rest)));
  return sumLanes(total);
}

function sumColumns(from: usize, out: usize, reduce: i32, inner: i32, divisor: f32): void {
  const row = <usize>inner << 2;
  const by = f32x4.splat(divisor);
  // Four vectors side by side, so that the additions of one column need not wait for each other.
  while (inner >= 16) {
    let a = v128.load(from), b = v128.load(from, 16), c = v128.load(from, 32), d = v128.load(from, 48);
    let next = from;
    for (let i = 1; i < reduce; i++) {
      next += row;
      a = f32x4.add(a, v128.load(next));
      b = f32x4.add(b, v128.load(next, 16));
      c = f32x4.add(c, v128.load(next, 32));
      d = f32x4.add(d, v128.load(next, 48));
    }
    v128.store(out, f32x4.div(a, by));
    v128.store(out, f32x4.div(b, by), 16);
    v128.store(out, f32x4.div(c, by), 32);
    v128.store(out, f32x4.div(d, by), 48);
    from += 64;
    out += 64;
    inner -= 16;
  }
  while (inner > 0) {
    let a = v128.load(from);
    let next = from;
    for (let i = 1; i < reduce; i++) {
      next += row;
      a = f32x4.add(a, v128.load(next));
    }
    v128.store(out, f32x4.div(a, by));
    from += 16;
    out += 16;
    inner -= 4;
  }
}

export function max(from: usize, out: usize, outer: i32, reduce: i32, inner: i32): void {
  const row = <usize>inner << 2;
  do {
    for (let column = 0; column < inner; column++) {
      let next = from + (<usize>column << 2);
      let best = load<f32>(next);
      for (let i = 1; i < reduce; i++) {
        next += row;
        const value = load<f32>(next);
        best = select(value, best, value > best || value != value);
      }
      store<f32>(out, best);
      out += 4;
    }
    from += <usize>reduce * row;
  } while (--outer);
}

export function min(from: usize, out: usize, outer: i32, reduce: i32, inner: i32): void {
  const row = <usize>inner << 2;
  do {
    for (let column = 0; column < inner; column++) {
      let next = from + (<usize>column << 2);
      let best = load<f32>(next);
      for (let i = 1; i < reduce; i++) {
        next += row;
        const value = load<f32>(next);
        best = select(value, best, value < best || value != value);
      }
      store<f32>(out, best);
      out += 4;
    }
    from += <usize>reduce * row;
  } while (--outer);
}

/** The greatest of a row, for a stable softmax. */
@inline
export function maxRow(from: usize, count: i32): f32 {
  let best = v128.load(from);
  const rest = count & 3;
  if (count < 4) best = choose(firstLanes(rest), best, f32x4.splat(-Infinity));
  let next = from + 16;
  const whole = from + <usize>((count >> 2) << 4);
  while (next < whole) {
    best = f32x4.max(best, v128.load(next));
    next += 16;
  }
  if (rest && count > 4) best = f32x4.max(best, choose(firstLanes(rest), v128.load(whole), f32x4.splat(-Infinity)));
  const halves = f32x4.max(best, f32x4.shuffle(best, best, 2, 3, 0, 1));
  return f32x4.extract_lane(f32x4.max(halves, f32x4.shuffle(halves, halves, 1, 0, 3, 2)), 0);
}
