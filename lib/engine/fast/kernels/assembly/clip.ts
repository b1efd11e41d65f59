/** Numbers below `least` become it, numbers above `most` become that. */
export function clip(x: usize, out: usize, count: i32, least: f32, most: f32): void {
  const lower = f32x4.splat(least);
  const upper = f32x4.splat(most);
  const end = out + (<usize>count << 2);
  do {
    v128.store(out, f32x4.pmin(f32x4.pmax(v128.load(x), lower), upper));
    x += 16;
    out += 16;
  } while (out < end);
}

/** The gradient where x lies within the limits, 0 elsewhere. */
export function clipGradient(gradient: usize, x: usize, out: usize, count: i32, least: f32, most: f32): void {
  const lower = f32x4.splat(least);
  const upper = f32x4.splat(most);
  const end = out + (<usize>count << 2);
  do {
    const value = v128.load(x);
    const isWithin = v128.and(f32x4.ge(value, lower), f32x4.le(value, upper));
    v128.store(out, v128.and(v128.load(gradient), isWithin));
    gradient += 16;
    x += 16;
    out += 16;
  } while (out < end);
}
