/** Sets `count` floats to one value. */
export function fill(out: usize, count: i32, value: f32): void {
  const values = f32x4.splat(value);
  const end = out + (<usize>count << 2);
  do {
    v128.store(out, values);
    out += 16;
  } while (out < end);
}

/** Copies exactly `count` floats; the two may not overlap. */
export function copy(from: usize, out: usize, count: i32): void {
  memory.copy(out, from, <usize>count << 2);
}

/**
 * Copies a block of up to six axes between any two layouts: transposes, slices, parts of a concatenation, padding,
 * repetition (stride 0) and reversal (negative stride). Strides are in floats. It writes exactly the block.
 */
export function strided(
  from: usize, out: usize,
  d0: i32, from0: i32, out0: i32,
  d1: i32, from1: i32, out1: i32,
  d2: i32, from2: i32, out2: i32,
  d3: i32, from3: i32, out3: i32,
  d4: i32, from4: i32, out4: i32,
  d5: i32, from5: i32, out5: i32,
): void {
  for (let i0 = 0; i0 < d0; i0++) {
    for (let i1 = 0; i1 < d1; i1++) {
      for (let i2 = 0; i2 < d2; i2++) {
        for (let i3 = 0; i3 < d3; i3++) {
          let source = from + <usize>((i0 * from0 + i1 * from1 + i2 * from2 + i3 * from3) << 2);
          let target = out + <usize>((i0 * out0 + i1 * out1 + i2 * out2 + i3 * out3) << 2);
          if (from4 == 1 && out5 == 1) {
            transpose(source, target, d4, d5, from5 << 2, out4 << 2);
            continue;
          }
          for (let i4 = 0; i4 < d4; i4++) {
            if (from5 == 1 && out5 == 1) copyRow(source, target, d5);
            else copyStridedRow(source, target, d5, from5 << 2, out5 << 2);
            source += from4 << 2;
            target += out4 << 2;
          }
        }
      }
    }
  }
}

@inline
function copyRow(source: usize, target: usize, count: i32): void {
  while (count >= 4) {
    v128.store(target, v128.load(source));
    source += 16;
    target += 16;
    count -= 4;
  }
  while (count > 0) {
    store<f32>(target, load<f32>(source));
    source += 4;
    target += 4;
    count--;
  }
}

@inline
function copyStridedRow(source: usize, target: usize, count: i32, sourceStep: i32, targetStep: i32): void {
  do {
    store<f32>(target, load<f32>(source));
    source += sourceStep;
    target += targetStep;
  } while (--count > 0);
}

/** Column i of the source becomes row i of the target; source's and target's rows are so many bytes apart. */
function transpose(source: usize, target: usize, rows: i32, columns: i32, sourceStep: i32, targetStep: i32): void {
  while (rows >= 4) {
    let from = source;
    let to = target;
    let left = columns;
    while (left >= 4) {
      const a = v128.load(from);
      const b = v128.load(from + sourceStep);
      const c = v128.load(from + 2 * sourceStep);
      const d = v128.load(from + 3 * sourceStep);
      const ab = f32x4.shuffle(a, b, 0, 4, 1, 5);
      const cd = f32x4.shuffle(c, d, 0, 4, 1, 5);
      const abHigh = f32x4.shuffle(a, b, 2, 6, 3, 7);
      const cdHigh = f32x4.shuffle(c, d, 2, 6, 3, 7);
      v128.store(to, f32x4.shuffle(ab, cd, 0, 1, 4, 5));
      v128.store(to + targetStep, f32x4.shuffle(ab, cd, 2, 3, 6, 7));
      v128.store(to + 2 * targetStep, f32x4.shuffle(abHigh, cdHigh, 0, 1, 4, 5));
      v128.store(to + 3 * targetStep, f32x4.shuffle(abHigh, cdHigh, 2, 3, 6, 7));
      from += 4 * sourceStep;
      to += 16;
      left -= 4;
    }
    while (left > 0) {
      store<f32>(to, load<f32>(from));
      store<f32>(to + targetStep, load<f32>(from, 4));
      store<f32>(to + 2 * targetStep, load<f32>(from, 8));
      store<f32>(to + 3 * targetStep, load<f32>(from, 12));
      from += sourceStep;
      to += 4;
      left--;
    }
    source += 16;
    target += 4 * targetStep;
    rows -= 4;
  }
  while (rows > 0) {
    copyStridedRow(source, target, columns, sourceStep, 4);
    source += 4;
    target += targetStep;
    rows--;
  }
}
