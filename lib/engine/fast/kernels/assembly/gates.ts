import { one, sigmoid, zero } from './math';

/**
 * What the cells of recurrent layers share. A gate is a sigmoid, or where `isHard` its piecewise linear relative,
 * clip(0.2 x + 0.5, 0, 1).
 */

@inline
export function gateOf(x: v128, isHard: bool): v128 {
  if (!isHard) return sigmoid(x);
  const line = f32x4.add(f32x4.mul(x, f32x4.splat(0.2)), f32x4.splat(0.5));
  return f32x4.pmin(f32x4.pmax(line, zero()), one());
}

/** The derivative of a gate, from the gate. */
@inline
export function gateSlope(gate: v128, isHard: bool): v128 {
  if (!isHard) return f32x4.mul(gate, f32x4.sub(one(), gate));
  const isBetween = v128.and(f32x4.gt(gate, zero()), f32x4.lt(gate, one()));
  return v128.and(f32x4.splat(0.2), isBetween);
}

/** The derivative of tanh, from its value. */
@inline
export function tanhSlope(value: v128): v128 {
  return f32x4.sub(one(), f32x4.mul(value, value));
}
