import type { Call } from '../../trace/Graph.js';
import type { Emitter } from '../Emitter.js';
import type { Place } from '../Lowered.js';
import type { Lowering } from '../Lowering.js';
import { emitProduct, transposed } from '../product.js';
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

/** A GRU layer: for each step a product for the gates, one for the candidate, and a pass over the units after each. */
export const gru: Readonly<Record<string, Lowering>> = {
  Gru: (call, emitter) => {
    const dimensions = dimensionsOf(call);
    const { rows, steps, size, wide, units, isKept } = dimensions;
    const isHard = Number(dimensions.isHard);
    const { states, reset, gates, candidates } = keptOf(emitter, call.outputs[0]!.value, dimensions);
    const kernels = kernelsOf(emitter, call, dimensions);
    const { x, bias } = call.inputs;
    emitter.emit('fill', { out: states, n: rows * wide, value: 0 });
    copyFeatures(emitter, x!, states, dimensions);
    copyFeatures(emitter, x!, reset, dimensions);
    for (let step = 0; step < steps; step++) {
      const at = isKept ? step : 0;
      const before = moved(states, step * rows * wide);
      const kept = moved(reset, step * rows * wide);
      const gate = moved(gates, at * rows * 2 * units);
      const candidate = moved(candidates, at * rows * units);
      const state = moved(before, size);
      const common = { gates: gate, state, rowBytes: 4 * wide, rows, units };
      emitProduct(emitter, 'matmul', {
        ...{ a: before, b: kernels.gates, out: gate, m: rows, n: 2 * units, k: wide },
        bias: bias ? emitter.place(bias) : 0,
      });
      emitter.emit('gruGates', { ...common, out: moved(kept, size), isHard });
      emitProduct(emitter, 'matmul', {
        ...{ a: kept, b: kernels.candidate, out: candidate, m: rows, n: units, k: wide },
        bias: bias ? moved(emitter.place(bias), 2 * units) : 0,
      });
      emitter.emit('gruState', { ...common, candidate, out: moved(state, rows * wide) });
    }
    copyOutput(emitter, states, call.outputs[0]!, dimensions);
  },

  GruGradient: (call, emitter) => {
    const dimensions = dimensionsOf(call);
    const { rows, steps, size, wide, units } = dimensions;
    const isHard = Number(dimensions.isHard);
    // The gradients of the sums take the place of gates and candidates.
    const { states, reset, gates, candidates } = keptOf(emitter, call.inputs['y']!.value, dimensions);
    const dx = gradientTarget(emitter, call, 'x');
    // Where nobody asks for the features' gradient, a step back multiplies by the recurrent kernel alone.
    const start = dx ? 0 : size;
    const width = wide - start;
    const kernels = kernelsOf(emitter, call, dimensions);
    const ofGates = transposed(emitter, moved(kernels.gates, start * 2 * units), width, 2 * units);
    const ofCandidate = transposed(emitter, moved(kernels.candidate, start * units), width, units);
    const [backOfStates, backOfReset] = [1, 2].map(() => emitter.scratch((dx ? steps : 1) * rows * width));
    const carry = emitter.scratch(rows * units);
    let h = outputGradient(emitter, call, steps - 1, dimensions)!;
    for (let step = steps - 1; step >= 0; step--) {
      const gate = moved(gates, step * rows * 2 * units);
      const candidate = moved(candidates, step * rows * units);
      const state = moved(states, step * rows * wide + size);
      const common = { gates: gate, state, rowBytes: 4 * wide, carry, rows, units, isHard };
      const at = dx ? step * rows * width : 0;
      const toReset = moved(backOfReset!, at);
      const toStates = moved(backOfStates!, at);
      const unitsOf = (back: Place) => ({ from: moved(back, size - start), row: width });
      emitter.emit('gruStateGradient', { ...common, candidate, h: h.from, hRow: 4 * h.row });
      emitProduct(emitter, 'matmul', { a: candidate, b: ofCandidate, out: toReset, m: rows, n: width, k: units });
      emitter.emit('gruGatesGradient', { ...common, kept: unitsOf(toReset).from, keptRow: 4 * width });
      if (step === 0 && !dx) break;
      emitProduct(emitter, 'matmul', { a: gate, b: ofGates, out: toStates, m: rows, n: width, k: 2 * units });
      h = added(emitter, { from: carry, row: units }, unitsOf(toStates), dimensions);
      const dy = step > 0 ? outputGradient(emitter, call, step - 1, dimensions) : undefined;
      if (dy) h = added(emitter, h, dy, dimensions);
    }
    if (dx) emitFeatureGradients(emitter, backOfStates!, backOfReset!, dx, dimensions);
    emitKernelGradients(call, emitter, { states, reset, gates, candidates }, dimensions);
  },
};

/** What the steps leave for the way back: the states and gates of each, its candidate, and what of the state was not reset. */
function keptOf(emitter: Emitter, output: number, { rows, steps, wide, units, isKept }: Dimensions) {
  const kept = (what: string, size: number) => emitter.once(`${what} of ${output}`, () => emitter.scratch(size));
  const count = isKept ? steps : 1;
  return {
    states: kept('states', (steps + 1) * rows * wide),
    reset: kept('reset states', steps * rows * wide),
    gates: kept('gates', count * rows * 2 * units),
    candidates: kept('candidates', count * rows * units),
  };
}

/** The columns of both kernels, one below the other, for the gates and for the candidate. */
function kernelsOf(emitter: Emitter, call: Call, { wide, units }: Dimensions) {
  const both = stackedKernels(emitter, call);
  const columns = (first: number, count: number) =>
    emitter.once(`columns ${first} of the kernels ${both.value}`, () => {
      const out = emitter.scratch(wide * count);
      emitter.block(moved(both, first), out, [
        { size: wide, from: 3 * units, out: count },
        { size: count, from: 1, out: 1 },
      ]);
      return out;
    });
  return { gates: columns(0, 2 * units), candidate: columns(2 * units, units) };
}

/** The features' gradients: those of both products, back in the input's order. */
function emitFeatureGradients(emitter: Emitter, a: Place, b: Place, dx: Place, dimensions: Dimensions): void {
  const { rows, steps, size, wide } = dimensions;
  const { first, step } = timeOf(dimensions);
  const start = first * rows * wide;
  emitter.emit('add', {
    ...{ a: moved(a, start), b: moved(b, start), out: dx, d0: 1, a0: 0, b0: 0, d1: rows, a1: 4 * wide, b1: 4 * wide },
    ...{ rows: steps, aRow: 4 * step * rows * wide, bRow: 4 * step * rows * wide, n: size, aStep: 1, bStep: 1 },
  });
}

function emitKernelGradients(
  call: Call,
  emitter: Emitter,
  { states, reset, gates, candidates }: ReturnType<typeof keptOf>,
  { rows, steps, size, wide, units }: Dimensions,
): void {
  const k = steps * rows;
  const [kernel, recurrent, bias] = ['kernel', 'recurrentKernel', 'bias'].map((name) =>
    gradientTarget(emitter, call, name),
  );
  for (const { a, sums, first, n } of [
    { a: states, sums: gates, first: 0, n: 2 * units },
    { a: reset, sums: candidates, first: 2 * units, n: units },
  ]) {
    if (kernel || recurrent) {
      const both = emitter.scratch(wide * n);
      emitProduct(emitter, 'matmulTN', { a, b: sums, out: both, m: wide, n, k });
      for (const { out, start, size: m } of [
        { out: kernel, start: 0, size },
        { out: recurrent, start: size, size: units },
      ]) {
        if (!out) continue;
        emitter.block(moved(both, start * n), moved(out, first), [
          { size: m, from: n, out: 3 * units },
          { size: n, from: 1, out: 1 },
        ]);
      }
    }
    if (bias) emitter.emit('sum', { from: sums, out: moved(bias, first), outer: 1, reduce: k, inner: n });
  }
}
