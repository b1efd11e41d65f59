/**
 * Encodes each of `n` numbers in each of `rows` rows by eight, piecewise linear: (x - start) · scale, clipped to 0…1 and mapped to
 * -1…1, with eight starts and scales for each number; where a scale is 0 what comes out is 0. A row is one number longer on either
 * side, which is copied: the constant that a bias multiplies.
 */
export function piecewise(from: usize, starts: usize, scales: usize, out: usize, rows: i32, n: i32): void {
  do {
    let start = starts;
    let scale = scales;
    let left = n;
    do {
      const x = v128.load_splat<f32>(from);
      v128.store(out, bins(x, v128.load(start), v128.load(scale)));
      v128.store(out, bins(x, v128.load(start, 16), v128.load(scale, 16)), 16);
      from += 4;
      start += 32;
      scale += 32;
      out += 32;
    } while (--left);
    store<f32>(out, load<f32>(from));
    from += 4;
    out += 4;
  } while (--rows);
}

@inline
function bins(x: v128, start: v128, scale: v128): v128 {
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  const share = f32x4.pmin(f32x4.pmax(zero, f32x4.mul(f32x4.sub(x, start), scale)), one);
  return v128.and(f32x4.sub(f32x4.add(share, share), one), f32x4.ne(scale, zero));
}
