/** Copies, for each of `count` indices, the row of `size` floats of that number; indices beyond the table meet its ends. */
export function gather(table: usize, indices: usize, out: usize, count: i32, size: i32, rows: i32): void {
  const bytes = <usize>size << 2;
  do {
    const index = max<i32>(0, min<i32>(<i32>load<f32>(indices), rows - 1));
    memory.copy(out, table + <usize>index * bytes, bytes);
    indices += 4;
    out += bytes;
  } while (--count);
}

/** The gradient of `gather`: adds each of `count` rows to the row of `out` that its index names; others are left out. */
export function segmentSum(from: usize, indices: usize, out: usize, count: i32, size: i32, rows: i32): void {
  const bytes = <usize>size << 2;
  memory.fill(out, 0, <usize>rows * bytes);
  do {
    const index = <i32>load<f32>(indices);
    if (index >= 0 && index < rows) {
      let target = out + <usize>index * bytes;
      let source = from;
      let left = size;
      do {
        store<f32>(target, load<f32>(target) + load<f32>(source));
        target += 4;
        source += 4;
      } while (--left);
    }
    indices += 4;
    from += bytes;
  } while (--count);
}
