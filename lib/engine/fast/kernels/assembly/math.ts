/**
 * Four lanes at a time: exp, log, tanh and what is made of them.
 *
 * Only IEEE operations that every machine rounds alike, so that the plain build gives the same bytes everywhere. Each is
 * within a few units in the last place of the exact value.
 */

/** a·b + c; one rounding in the relaxed build, two in the plain one. */
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** `yes` where the condition's lane is all ones, else `no`. */
@inline
export function choose(condition: v128, yes: v128, no: v128): v128 {
  return v128.bitselect(yes, no, condition);
}

@inline
export function one(): v128 {
  return f32x4.splat(1);
}

@inline
export function zero(): v128 {
  return f32x4.splat(0);
}

/** 1 where the condition holds, else 0: tfjs's booleans, as floats. */
@inline
export function truth(condition: v128): v128 {
  return v128.and(condition, one());
}

/** A mask whose first `count` lanes (1 to 3) are ones. */
@inline
export function firstLanes(count: i32): v128 {
  return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(count));
}

/** (l0 + l2) + (l1 + l3): the one order in which lanes are summed anywhere, see `sumLanes4`. */
@inline
export function sumLanes(a: v128): f32 {
  const halves = f32x4.add(a, f32x4.shuffle(a, a, 2, 3, 0, 1));
  return f32x4.extract_lane(halves, 0) + f32x4.extract_lane(halves, 1);
}

/** The four sums of `sumLanes`, bit for bit, in one vector. */
@inline
export function sumLanes4(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(f32x4.shuffle(a, b, 0, 4, 1, 5), f32x4.shuffle(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(f32x4.shuffle(c, d, 0, 4, 1, 5), f32x4.shuffle(c, d, 2, 6, 3, 7));
  return f32x4.add(f32x4.shuffle(ab, cd, 0, 1, 4, 5), f32x4.shuffle(ab, cd, 2, 3, 6, 7));
}

/** Stores the first `count` lanes, 1 to 4. */
@inline
export function storeLanes(out: usize, value: v128, count: i32): void {
  if (count >= 4) {
    v128.store(out, value);
    return;
  }
  v128.store_lane<f32>(out, value, 0);
  if (count > 1) v128.store_lane<f32>(out, value, 1, 4);
  if (count > 2) v128.store_lane<f32>(out, value, 2, 8);
}

/** The polynomial of exp(r) - 1 on |r| ≤ ln 2 / 2 (Cephes expf). */
@inline
function expMinusOneNearZero(r: v128): v128 {
  let p = f32x4.splat(1.9875691500e-4);
  p = madd(p, r, f32x4.splat(1.3981999507e-3));
  p = madd(p, r, f32x4.splat(8.3334519073e-3));
  p = madd(p, r, f32x4.splat(4.1665795894e-2));
  p = madd(p, r, f32x4.splat(1.6666665459e-1));
  p = madd(p, r, f32x4.splat(5.0000001201e-1));
  return f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), r);
}

/** e^x; 0 below -87.3 (the smallest power of 2 is taken for 0), infinity above 88.72. */
@inline
export function exp(x: v128): v128 {
  const clamped = f32x4.pmax(f32x4.pmin(x, f32x4.splat(89)), f32x4.splat(-87.3));
  // Adding 1.5·2^23 leaves round(x / ln 2) in the low bits of the sum.
  const shifted = madd(clamped, f32x4.splat(1.44269504088896341), f32x4.splat(12582912));
  const n = f32x4.sub(shifted, f32x4.splat(12582912));
  const r = madd(n, f32x4.splat(2.12194440e-4), madd(n, f32x4.splat(-0.693359375), clamped));
  // Half of 2^n, doubled afterwards: 2^128 itself has no representation, though e^88.5 has.
  const halfPower = i32x4.add(i32x4.shl(shifted, 23), i32x4.splat(126 << 23));
  const half = f32x4.mul(f32x4.add(expMinusOneNearZero(r), one()), halfPower);
  return f32x4.add(half, half);
}

/** e^x - 1 without cancellation near 0. */
@inline
export function expMinusOne(x: v128): v128 {
  const near = f32x4.lt(f32x4.abs(x), f32x4.splat(0.34));
  return choose(near, expMinusOneNearZero(x), f32x4.sub(exp(x), one()));
}

/** Natural logarithm (Cephes logf): -infinity at 0, NaN below. */
@inline
export function log(x: v128): v128 {
  const small = f32x4.lt(x, f32x4.splat(1.17549435e-38));
  const scaled = choose(small, f32x4.mul(x, f32x4.splat(8388608)), x);
  const offset = i32x4.sub(scaled, i32x4.splat(0x3f3504f3));
  const exponent = f32x4.sub(
    f32x4.convert_i32x4_s(i32x4.shr_s(offset, 23)),
    v128.and(small, f32x4.splat(23)),
  );
  const mantissa = i32x4.add(v128.and(offset, i32x4.splat(0x7fffff)), i32x4.splat(0x3f3504f3));
  const f = f32x4.sub(mantissa, one());
  const z = f32x4.mul(f, f);
  let p = f32x4.splat(7.0376836292e-2);
  p = madd(p, f, f32x4.splat(-1.1514610310e-1));
  p = madd(p, f, f32x4.splat(1.1676998740e-1));
  p = madd(p, f, f32x4.splat(-1.2420140846e-1));
  p = madd(p, f, f32x4.splat(1.4249322787e-1));
  p = madd(p, f, f32x4.splat(-1.6668057665e-1));
  p = madd(p, f, f32x4.splat(2.0000714765e-1));
  p = madd(p, f, f32x4.splat(-2.4999993993e-1));
  p = madd(p, f, f32x4.splat(3.3333331174e-1));
  let y = f32x4.mul(f32x4.mul(f, z), p);
  y = madd(exponent, f32x4.splat(-2.12194440e-4), y);
  y = madd(z, f32x4.splat(-0.5), y);
  const result = madd(exponent, f32x4.splat(0.693359375), f32x4.add(f, y));
  const proper = choose(f32x4.lt(x, f32x4.splat(Infinity)), result, x);
  const atZero = choose(f32x4.eq(x, zero()), f32x4.splat(-Infinity), proper);
  return choose(f32x4.lt(x, zero()), f32x4.splat(NaN), atZero);
}

/** log(1 + x) without cancellation near 0: the rounding of 1 + x is divided out again. */
@inline
export function logOnePlus(x: v128): v128 {
  const w = f32x4.add(x, one());
  const corrected = f32x4.mul(log(w), f32x4.div(x, f32x4.sub(w, one())));
  const usual = choose(f32x4.lt(w, f32x4.splat(Infinity)), corrected, w);
  return choose(f32x4.eq(w, one()), x, usual);
}

/** Hyperbolic tangent as a quotient of polynomials, minimax on the relative error up to 7.9, where it saturates. */
@inline
export function tanh(x: v128): v128 {
  const c = f32x4.pmax(f32x4.pmin(x, f32x4.splat(7.9)), f32x4.splat(-7.9));
  const z = f32x4.mul(c, c);
  let p = f32x4.add(z, f32x4.splat(256.72161865));
  p = madd(p, z, f32x4.splat(11216.26171875));
  p = madd(p, z, f32x4.splat(86716.390625));
  let q = madd(z, f32x4.splat(0.02161449194), f32x4.splat(20.81298637));
  q = madd(q, z, f32x4.splat(2068.5402832));
  q = madd(q, z, f32x4.splat(40121.63671875));
  q = madd(q, z, f32x4.splat(86716.3984375));
  return f32x4.div(f32x4.mul(c, p), q);
}

/** 1 / (1 + e^-x). */
@inline
export function sigmoid(x: v128): v128 {
  return f32x4.div(one(), f32x4.add(one(), exp(f32x4.neg(x))));
}

/** log(1 + e^x), without overflow. */
@inline
export function softplus(x: v128): v128 {
  return f32x4.add(f32x4.pmax(x, zero()), logOnePlus(exp(f32x4.neg(f32x4.abs(x)))));
}

/** The error function as tfjs computes it (Abramowitz and Stegun 7.1.26). */
@inline
export function erf(x: v128): v128 {
  const positive = f32x4.abs(x);
  const t = f32x4.div(one(), madd(positive, f32x4.splat(0.3275911), one()));
  let p = f32x4.splat(1.061405429);
  p = madd(p, t, f32x4.splat(-1.453152027));
  p = madd(p, t, f32x4.splat(1.421413741));
  p = madd(p, t, f32x4.splat(-0.284496736));
  p = madd(p, t, f32x4.splat(0.254829592));
  const value = f32x4.sub(one(), f32x4.mul(f32x4.mul(p, t), exp(f32x4.neg(f32x4.mul(x, x)))));
  return choose(f32x4.lt(x, zero()), f32x4.neg(value), value);
}
