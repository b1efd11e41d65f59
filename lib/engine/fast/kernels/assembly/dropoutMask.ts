/** Scatters 32 bits: `mix` of lib/models/layers/hash.ts, on four lanes. */
@inline
function mix(word: v128): v128 {
  let x = v128.xor(word, i32x4.shr_u(word, 16));
  x = i32x4.mul(x, i32x4.splat(0x21f0aaad));
  x = v128.xor(x, i32x4.shr_u(x, 15));
  x = i32x4.mul(x, i32x4.splat(0x735a2d97));
  return v128.xor(x, i32x4.shr_u(x, 15));
}

/**
 * A dropout layer's mask, the bytes of `dropoutMask` in lib/models/layers: 0 where half the hash of the element's number
 * is below `dropped` (the rate in units of 2^-31), else `kept`. The run leaves hash(seed, layer, step) at `counter`.
 */
export function dropoutMask(out: usize, count: i32, counter: usize, dropped: i32, kept: f32): void {
  const end = out + (<usize>count << 2);
  const lastDropped = i32x4.splat(dropped - 1);
  const value = f32x4.splat(kept);
  const golden = 0x9e3779b9;
  let counters = i32x4.add(i32x4.splat(load<i32>(counter)), i32x4(0, golden, golden * 2, golden * 3));
  do {
    const isKept = i32x4.shr_s(i32x4.sub(lastDropped, i32x4.shr_u(mix(counters), 1)), 31);
    v128.store(out, v128.and(isKept, value));
    counters = i32x4.add(counters, i32x4.splat(golden * 4));
    out += 16;
  } while (out < end);
}
