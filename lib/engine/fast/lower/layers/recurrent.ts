import type { Call, Operand } from '../../trace/Graph.js';
import type { RecurrentAttributes } from '../../trace/interceptRecurrent.js';
import type { Emitter } from '../Emitter.js';
import type { Place } from '../Lowered.js';
import { moved } from '../strides.js';

/**
 * What the lowerings of recurrent layers share.
 *
 * Time comes first in all that they keep, so that the rows of one step lie together and all steps are one long matrix. A row
 * of `states` is what a step multiplies by the two kernels, one below the other: its features, then the state before it. So a step is
 * one product, and all gradients of both kernels are one.
 */
export interface Dimensions extends RecurrentAttributes {
  readonly rows: number;
  readonly steps: number;
  /** Features of a step. */
  readonly size: number;
  /** Features and units: the length of a row of states. */
  readonly wide: number;
  /** Whether a gradient will ask for what each step had. */
  readonly isKept: boolean;
}

export function dimensionsOf({ inputs, attributes }: Call): Dimensions {
  const given = attributes as unknown as RecurrentAttributes & { readonly isKept: boolean };
  const [rows, steps, size] = inputs['x']!.shape as [number, number, number];
  return { ...given, rows, steps, size, wide: size + given.units };
}

/** The kernel with the recurrent kernel below it: the two lie so among the weights. */
export function stackedKernels(emitter: Emitter, { inputs }: Call): Place {
  const [kernel, recurrent] = [inputs['kernel']!, inputs['recurrentKernel']!];
  const [above, below] = [emitter.values[kernel.value]!, emitter.values[recurrent.value]!];
  if (above.kind === 'variable' && below.kind === 'variable' && below.index === above.index + 1) {
    return emitter.place(kernel);
  }
  return emitter.once(`kernels ${kernel.value} ${recurrent.value}`, () => {
    const stacked = emitter.scratch(above.size + below.size);
    emitter.emit('copy', { from: emitter.place(kernel), out: stacked, n: above.size });
    emitter.emit('copy', { from: emitter.place(recurrent), out: moved(stacked, above.size), n: below.size });
    return stacked;
  });
}

/** Copies the features of every step to the beginning of its rows, which are `wide` long. */
export function copyFeatures(emitter: Emitter, x: Operand, out: Place, dimensions: Dimensions): void {
  const { rows, steps, size, wide } = dimensions;
  const { first, step } = timeOf(dimensions);
  emitter.block(moved(emitter.place(x), first * size), out, [
    { size: steps, from: step * size, out: rows * wide },
    { size: rows, from: steps * size, out: wide },
    { size, from: 1, out: 1 },
  ]);
}

/** Which time step of the input comes first, and how far the next is. */
export function timeOf({ steps, goBackwards }: Dimensions): { readonly first: number; readonly step: number } {
  return goBackwards ? { first: steps - 1, step: -1 } : { first: 0, step: 1 };
}

/** Copies the layer's output from the states after each step, or after the last. */
export function copyOutput(emitter: Emitter, states: Place, output: Operand, dimensions: Dimensions): void {
  const { rows, steps, size, wide, units, returnSequences } = dimensions;
  const first = returnSequences ? 1 : steps;
  const count = returnSequences ? steps : 1;
  emitter.block(moved(states, first * rows * wide + size), emitter.target(output), [
    { size: rows, from: wide, out: count * units },
    { size: count, from: rows * wide, out: units },
    { size: units, from: 1, out: 1 },
  ]);
}

/** A matrix with a row for each instance, and how many floats apart its rows are. */
export interface Rows {
  readonly from: Place;
  readonly row: number;
}

/** The output's gradient at a step: where only the last state is returned, the others have none. */
export function outputGradient(
  emitter: Emitter,
  { inputs }: Call,
  step: number,
  { steps, units, returnSequences }: Dimensions,
): Rows | undefined {
  const dy = emitter.place(inputs['dy']!);
  if (returnSequences) return { from: moved(dy, step * units), row: steps * units };
  return step === steps - 1 ? { from: dy, row: units } : undefined;
}

/** The sum of two matrices of a number for each unit. */
export function added(emitter: Emitter, a: Rows, b: Rows, { rows, units }: Dimensions): Rows {
  const out = emitter.scratch(rows * units);
  emitter.emit('add', {
    ...{ a: a.from, b: b.from, out, d0: 1, a0: 0, b0: 0, d1: 1, a1: 0, b1: 0 },
    ...{ rows, aRow: 4 * a.row, bRow: 4 * b.row, n: units, aStep: 1, bStep: 1 },
  });
  return { from: out, row: units };
}

/** Where the gradient of an input goes, if it is wanted. */
export function gradientTarget(emitter: Emitter, { attributes, outputs }: Call, name: string): Place | undefined {
  const output = outputs[(attributes['of'] as readonly string[]).indexOf(name)];
  return output && emitter.target(output);
}
