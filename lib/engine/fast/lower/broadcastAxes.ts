import { Untraceable } from '../Untraceable.js';

/** One axis of a broadcast: its length, and how many floats each operand moves along it (0: it repeats). */
export interface BroadcastAxis {
  size: number;
  a: number;
  b: number;
}

/**
 * Lines two shapes up as numpy does and merges neighbouring axes that are walked alike, so that [32, 64] + [32, 64] is one
 * axis of 2048 and [32, 64] + [64] is two.
 * Both may repeat along an axis: then `out`, whose shape is the wider, was made so by a constant that is kept as one number.
 *
 * @returns exactly four axes, the innermost last.
 * @throws Untraceable where more than four remain.
 */
export function broadcastAxes(a: readonly number[], b: readonly number[], out: readonly number[]): BroadcastAxis[] {
  const axes: BroadcastAxis[] = [];
  let [strideA, strideB] = [1, 1];
  for (let i = 1; i <= out.length; i++) {
    const sizeA = a[a.length - i] ?? 1;
    const sizeB = b[b.length - i] ?? 1;
    const axis = { size: out[out.length - i]!, a: sizeA === 1 ? 0 : strideA, b: sizeB === 1 ? 0 : strideB };
    strideA *= sizeA;
    strideB *= sizeB;
    if (axis.size === 1) continue;
    const inner = axes[0];
    if (inner && axis.a === inner.a * inner.size && axis.b === inner.b * inner.size) inner.size *= axis.size;
    else axes.unshift(axis);
  }
  if (axes.length > 4) throw new Untraceable(`a broadcast of [${a}] and [${b}]`, 'it has more than four axes');
  while (axes.length < 4) axes.unshift({ size: 1, a: 0, b: 0 });
  // A last axis of one number is read as a vector like any other.
  const last = axes[3]!;
  if (last.size === 1) [last.a, last.b] = [1, 1];
  return axes;
}
