/** Adds the squares of `count` numbers to the number at `total`, which the first of several calls sets to 0. */
export function addSquares(x: usize, total: usize, count: i32, isFirst: i32): void {
  let squares = f32x4.splat(0);
  let vectors = count >> 2;
  if (vectors > 0) {
    do {
      const value = v128.load(x);
      squares = f32x4.add(squares, f32x4.mul(value, value));
      x += 16;
    } while (--vectors > 0);
  }
  let sum = f32x4.extract_lane(squares, 0) + f32x4.extract_lane(squares, 1);
  sum += f32x4.extract_lane(squares, 2) + f32x4.extract_lane(squares, 3);
  let rest = count & 3;
  if (rest > 0) {
    do {
      const value = load<f32>(x);
      sum += value * value;
      x += 4;
    } while (--rest > 0);
  }
  store<f32>(total, isFirst ? sum : load<f32>(total) + sum);
}

/** Scales numbers down where the root of the number at `total` is above `limit`, by how much it is. */
export function scaleToNorm(x: usize, total: usize, count: i32, limit: f32): void {
  const norm = Mathf.sqrt(load<f32>(total));
  if (!(norm > limit)) return;
  const scale = f32x4.splat(limit / norm);
  do {
    v128.store(x, f32x4.mul(v128.load(x), scale));
    x += 16;
    count -= 4;
  } while (count > 0);
}
