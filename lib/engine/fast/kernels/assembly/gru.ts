import { gateOf, gateSlope, tanhSlope } from './gates';
import { one, storeLanes, tanh } from './math';

/**
 * One time step of a GRU layer around its two matrix products. A row of `gates` holds update and reset gate, `units` numbers
 * each; other rows hold `units` numbers. States, and what is handed to a product, lie in rows that are so many bytes apart as is said.
 */

/** From the sums in `gates`, which become the gates, and the state before to what of it is not reset, in `out`. */
export function gruGates(
  gates: usize, state: usize, out: usize, rowBytes: usize, rows: i32, units: i32, isHard: i32,
): void {
  if (isHard) gateRows(gates, state, out, rowBytes, rows, units, true);
  else gateRows(gates, state, out, rowBytes, rows, units, false);
}

@inline
function gateRows(
  gates: usize, state: usize, out: usize, rowBytes: usize, rows: i32, units: i32, isHard: bool,
): void {
  const gate = <usize>units << 2;
  do {
    let offset: usize = 0;
    let left = units;
    do {
      const at = gates + offset;
      const update = gateOf(v128.load(at), isHard);
      const reset = gateOf(v128.load(at + gate), isHard);
      storeLanes(at, update, left);
      storeLanes(at + gate, reset, left);
      storeLanes(out + offset, f32x4.mul(reset, v128.load(state + offset)), left);
      offset += 16;
      left -= 4;
    } while (left > 0);
    gates += 2 * gate;
    state += rowBytes;
    out += rowBytes;
  } while (--rows);
}

/** From the sums in `candidate`, which become their tanh, and the state before to the one after, in `out`. */
export function gruState(
  gates: usize, candidate: usize, state: usize, out: usize, rowBytes: usize, rows: i32, units: i32,
): void {
  const gate = <usize>units << 2;
  do {
    let offset: usize = 0;
    let left = units;
    do {
      const update = v128.load(gates + offset);
      const value = tanh(v128.load(candidate + offset));
      const kept = f32x4.mul(update, v128.load(state + offset));
      storeLanes(candidate + offset, value, left);
      storeLanes(out + offset, f32x4.add(kept, f32x4.mul(f32x4.sub(one(), update), value)), left);
      offset += 16;
      left -= 4;
    } while (left > 0);
    gates += 2 * gate;
    candidate += gate;
    state += rowBytes;
    out += rowBytes;
  } while (--rows);
}

/**
 * The way back through `gruState`: from the gradient `h` of the state after, whose rows are `hRow` bytes apart, to those of the
 * candidate's sums, in its place, and of the update gate's, in its place; `carry` gets what the state before has of it directly.
 */
export function gruStateGradient(
  gates: usize, candidate: usize, state: usize, rowBytes: usize, h: usize, hRow: usize, carry: usize,
  rows: i32, units: i32, isHard: i32,
): void {
  if (isHard) stateGradientRows(gates, candidate, state, rowBytes, h, hRow, carry, rows, units, true);
  else stateGradientRows(gates, candidate, state, rowBytes, h, hRow, carry, rows, units, false);
}

@inline
function stateGradientRows(
  gates: usize, candidate: usize, state: usize, rowBytes: usize, h: usize, hRow: usize, carry: usize,
  rows: i32, units: i32, isHard: bool,
): void {
  const gate = <usize>units << 2;
  do {
    let offset: usize = 0;
    let left = units;
    do {
      const gradient = v128.load(h + offset);
      const update = v128.load(gates + offset);
      const value = v128.load(candidate + offset);
      const change = f32x4.mul(gradient, f32x4.sub(v128.load(state + offset), value));
      const fresh = f32x4.mul(gradient, f32x4.sub(one(), update));
      storeLanes(candidate + offset, f32x4.mul(fresh, tanhSlope(value)), left);
      storeLanes(carry + offset, f32x4.mul(gradient, update), left);
      storeLanes(gates + offset, f32x4.mul(change, gateSlope(update, isHard)), left);
      offset += 16;
      left -= 4;
    } while (left > 0);
    gates += 2 * gate;
    candidate += gate;
    carry += gate;
    state += rowBytes;
    h += hRow;
  } while (--rows);
}

/**
 * The way back through `gruGates`: from the gradient `kept` of what is not reset, whose rows are `keptRow` bytes apart, to that of the
 * reset gate's sums, in its place; `carry` gets what the state before has of it added.
 */
export function gruGatesGradient(
  gates: usize, state: usize, rowBytes: usize, kept: usize, keptRow: usize, carry: usize,
  rows: i32, units: i32, isHard: i32,
): void {
  if (isHard) gatesGradientRows(gates, state, rowBytes, kept, keptRow, carry, rows, units, true);
  else gatesGradientRows(gates, state, rowBytes, kept, keptRow, carry, rows, units, false);
}

@inline
function gatesGradientRows(
  gates: usize, state: usize, rowBytes: usize, kept: usize, keptRow: usize, carry: usize,
  rows: i32, units: i32, isHard: bool,
): void {
  const gate = <usize>units << 2;
  do {
    let offset: usize = 0;
    let left = units;
    do {
      const at = gates + gate + offset;
      const reset = v128.load(at);
      const gradient = v128.load(kept + offset);
      const slope = f32x4.mul(v128.load(state + offset), gateSlope(reset, isHard));
      storeLanes(carry + offset, f32x4.add(v128.load(carry + offset), f32x4.mul(gradient, reset)), left);
      storeLanes(at, f32x4.mul(gradient, slope), left);
      offset += 16;
      left -= 4;
    } while (left > 0);
    gates += 2 * gate;
    carry += gate;
    state += rowBytes;
    kept += keptRow;
  } while (--rows);
}
