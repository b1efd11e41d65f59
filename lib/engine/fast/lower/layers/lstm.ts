import type { Call } from '../../trace/Graph.js';
import type { Emitter } from '../Emitter.js';
import type { Place } from '../Lowered.js';
import type { Lowering } from '../Lowering.js';
import { emitProduct } from '../product.js';
import { moved } from '../strides.js';
import {
  added,
  copyFeatures,
  copyOutput,
  type Dimensions,
  dimensionsOf,
  gradientTarget,
  outputGradient,
  stackedKernels,
  timeOf,
} from './recurrent.js';

/** An LSTM layer: for each step one product and one pass over the cells, and all gradients of its kernels in one product. */
export const lstm: Readonly<Record<string, Lowering>> = {
  Lstm: (call, emitter) => {
    const dimensions = dimensionsOf(call);
    const { rows, steps, size, wide, units, isHard, isKept } = dimensions;
    const { states, gates, cells, bent } = keptOf(emitter, call.outputs[0]!.value, dimensions);
    const kernels = stackedKernels(emitter, call);
    const { x, bias } = call.inputs;
    emitter.emit('fill', { out: states, n: rows * wide, value: 0 });
    emitter.emit('fill', { out: cells, n: rows * units, value: 0 });
    copyFeatures(emitter, x!, states, dimensions);
    for (let step = 0; step < steps; step++) {
      const at = isKept ? step : 0;
      const sums = moved(gates, at * rows * 4 * units);
      emitProduct(emitter, 'matmul', {
        ...{ a: moved(states, step * rows * wide), b: kernels, out: sums, m: rows, n: 4 * units, k: wide },
        bias: bias ? emitter.place(bias) : 0,
      });
      emitter.emit('lstmState', {
        gates: sums,
        before: moved(cells, at * rows * units),
        after: moved(cells, isKept ? (step + 1) * rows * units : 0),
        bent: moved(bent, at * rows * units),
        out: moved(states, (step + 1) * rows * wide + size),
        ...{ outRow: 4 * wide, rows, units, isHard: Number(isHard) },
      });
    }
    copyOutput(emitter, states, call.outputs[0]!, dimensions);
  },

  LstmGradient: (call, emitter) => {
    const dimensions = dimensionsOf(call);
    const { rows, steps, size, wide, units, isHard } = dimensions;
    // The gradients of the sums take the place of the gates.
    const { states, gates, cells, bent } = keptOf(emitter, call.inputs['y']!.value, dimensions);
    const kernels = stackedKernels(emitter, call);
    const dx = gradientTarget(emitter, call, 'x');
    // Where nobody asks for the features' gradient, a step back multiplies by the recurrent kernel alone.
    const start = dx ? 0 : size;
    const width = wide - start;
    const back = emitter.scratch((dx ? steps : 1) * rows * width);
    const carry = emitter.scratch(rows * units);
    emitter.emit('fill', { out: carry, n: rows * units, value: 0 });
    let h = outputGradient(emitter, call, steps - 1, dimensions)!;
    for (let step = steps - 1; step >= 0; step--) {
      const sums = moved(gates, step * rows * 4 * units);
      emitter.emit('lstmStateGradient', {
        gates: sums,
        before: moved(cells, step * rows * units),
        bent: moved(bent, step * rows * units),
        carry,
        ...{ h: h.from, hRow: 4 * h.row, rows, units, isHard: Number(isHard) },
      });
      if (step === 0 && !dx) break;
      const out = dx ? moved(back, step * rows * width) : back;
      const b = moved(kernels, start * 4 * units);
      emitProduct(emitter, 'matmulNT', { a: sums, b, out, m: rows, n: width, k: 4 * units });
      h = { from: moved(out, size - start), row: width };
      const dy = step > 0 ? outputGradient(emitter, call, step - 1, dimensions) : undefined;
      if (dy) h = added(emitter, h, dy, dimensions);
    }
    if (dx) copyFeatureGradients(emitter, back, dx, dimensions);
    emitKernelGradients(call, emitter, states, gates, dimensions);
  },
};

/** What the steps leave for the way back: the states and gates of each, its cells before and after, and their tanh. */
function keptOf(emitter: Emitter, output: number, { rows, steps, wide, units, isKept }: Dimensions) {
  const kept = (what: string, size: number) => emitter.once(`${what} of ${output}`, () => emitter.scratch(size));
  const count = isKept ? steps : 1;
  return {
    states: kept('states', (steps + 1) * rows * wide),
    gates: kept('gates', count * rows * 4 * units),
    cells: kept('cells', (isKept ? steps + 1 : 1) * rows * units),
    bent: kept('tanh of the cells', count * rows * units),
  };
}

function copyFeatureGradients(emitter: Emitter, back: Place, dx: Place, dimensions: Dimensions): void {
  const { rows, steps, size, wide } = dimensions;
  const { first, step } = timeOf(dimensions);
  emitter.block(back, moved(dx, first * size), [
    { size: steps, from: rows * wide, out: step * size },
    { size: rows, from: wide, out: steps * size },
    { size, from: 1, out: 1 },
  ]);
}

function emitKernelGradients(
  call: Call,
  emitter: Emitter,
  states: Place,
  sums: Place,
  { rows, steps, size, wide, units }: Dimensions,
): void {
  const n = 4 * units;
  const [kernel, recurrent, bias] = ['kernel', 'recurrentKernel', 'bias'].map((name) =>
    gradientTarget(emitter, call, name),
  );
  if (kernel || recurrent) {
    const both = emitter.scratch(wide * n);
    emitProduct(emitter, 'matmulTN', { a: states, b: sums, out: both, m: wide, n, k: steps * rows });
    if (kernel) emitter.emit('copy', { from: both, out: kernel, n: size * n });
    if (recurrent) emitter.emit('copy', { from: moved(both, size * n), out: recurrent, n: units * n });
  }
  if (bias) emitter.emit('sum', { from: sums, out: bias, outer: 1, reduce: steps * rows, inner: n });
}
