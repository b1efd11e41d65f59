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
