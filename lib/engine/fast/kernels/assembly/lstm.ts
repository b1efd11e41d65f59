import { gateOf, gateSlope, tanhSlope } from './gates';
import { storeLanes, tanh } from './math';

/**
 * One time step of an LSTM layer around its matrix product. A row of `gates` holds input gate, forget gate, candidate and
 * output gate, `units` numbers each; other rows hold `units` numbers.
 */

/**
 * From the sums in `gates`, which become the gates, and the cells before to the cells after, the tanh of those in `bent`, and the
 * layer's output, whose rows are `outRow` bytes apart.
 */
export function lstmState(
  gates: usize, before: usize, after: usize, bent: usize, out: usize, outRow: usize, rows: i32, units: i32, isHard: i32,
): void {
  if (isHard) stateRows(gates, before, after, bent, out, outRow, rows, units, true);
  else stateRows(gates, before, after, bent, out, outRow, rows, units, false);
}

@inline
function stateRows(
  gates: usize, before: usize, after: usize, bent: usize, out: usize, outRow: usize, rows: i32, units: i32, isHard: bool,
): void {
  const row = <usize>units << 2;
  do {
    let offset: usize = 0;
    let left = units;
    do {
      const at = gates + offset;
      const input = gateOf(v128.load(at), isHard);
      const forget = gateOf(v128.load(at + row), isHard);
      const candidate = tanh(v128.load(at + 2 * row));
      const output = gateOf(v128.load(at + 3 * row), isHard);
      const cell = f32x4.add(f32x4.mul(forget, v128.load(before + offset)), f32x4.mul(input, candidate));
      storeLanes(at, input, left);
      storeLanes(at + row, forget, left);
      storeLanes(at + 2 * row, candidate, left);
      storeLanes(at + 3 * row, output, left);
      storeLanes(after + offset, cell, left);
      offset += 16;
      left -= 4;
    } while (left > 0);
    // A loop of its own: one tanh after another is a chain too long for a processor to look beyond.
    offset = 0;
    left = units;
    do {
      const value = tanh(v128.load(after + offset));
      storeLanes(bent + offset, value, left);
      storeLanes(out + offset, f32x4.mul(v128.load(gates + 3 * row + offset), value), left);
      offset += 16;
      left -= 4;
    } while (left > 0);
    gates += 4 * row;
    before += row;
    after += row;
    bent += row;
    out += outRow;
  } while (--rows);
}

/**
 * The way back: from the output's gradient `h`, whose rows are `hRow` bytes apart, and that of the cells after, in `carry`,
 * to the gradients of the sums, in place of the gates, and of the cells before, in `carry`.
 */
export function lstmStateGradient(
  gates: usize, before: usize, bent: usize, carry: usize, h: usize, hRow: usize, rows: i32, units: i32, isHard: i32,
): void {
  if (isHard) gradientRows(gates, before, bent, carry, h, hRow, rows, units, true);
  else gradientRows(gates, before, bent, carry, h, hRow, rows, units, false);
}

@inline
function gradientRows(
  gates: usize, before: usize, bent: usize, carry: usize, h: usize, hRow: usize, rows: i32, units: i32, isHard: bool,
): void {
  const row = <usize>units << 2;
  do {
    let offset: usize = 0;
    let left = units;
    do {
      const at = gates + offset;
      const input = v128.load(at);
      const forget = v128.load(at + row);
      const candidate = v128.load(at + 2 * row);
      const output = v128.load(at + 3 * row);
      const value = v128.load(bent + offset);
      const dh = v128.load(h + offset);
      const dc = f32x4.add(v128.load(carry + offset), f32x4.mul(f32x4.mul(dh, output), tanhSlope(value)));
      const dForget = f32x4.mul(dc, v128.load(before + offset));
      storeLanes(at, f32x4.mul(f32x4.mul(dc, candidate), gateSlope(input, isHard)), left);
      storeLanes(at + row, f32x4.mul(dForget, gateSlope(forget, isHard)), left);
      storeLanes(at + 2 * row, f32x4.mul(f32x4.mul(dc, input), tanhSlope(candidate)), left);
      storeLanes(at + 3 * row, f32x4.mul(f32x4.mul(dh, value), gateSlope(output, isHard)), left);
      storeLanes(carry + offset, f32x4.mul(dc, forget), left);
      offset += 16;
      left -= 4;
    } while (left > 0);
    gates += 4 * row;
    before += row;
    bent += row;
    carry += row;
    h += hRow;
  } while (--rows);
}
