import { clipGradients } from '../updates/clipGradients.js';
import { flatOptimizerOf } from './optimizers/flatOptimizerOf.js';
import type { FastProgram } from './run/FastProgram.js';
import { at, Machine } from './run/Machine.js';
import type { PredictTrace, StepTrace } from './trace/traceModel.js';
import { Untraceable } from './Untraceable.js';

/** How far apart a number may be from tfjs's, as a part of the largest of its kind. */
const TOLERANCE = 1e-4;
/** What is not told from 0: the gradient of a bias before batch normalisation is nothing but rounding. */
const FLOOR = 1e-6;

/**
 * Runs the program on the data of the traces and compares outputs, losses and gradients with what tfjs got.
 *
 * @throws Untraceable where they differ: then a kernel, or how it was lowered, is wrong for this model.
 */
export function verify(
  program: FastProgram,
  weights: Float32Array,
  steps: readonly StepTrace[],
  predictions: readonly PredictTrace[],
): void {
  const machine = new Machine(program, 'plain');
  for (const { rows, seen } of predictions) {
    machine.floats.set(weights, program.weights / 4);
    compare('predictions', machine.predict({ x: seen.x, rows }), seen.output);
  }
  const { settings } = flatOptimizerOf(program.optimizer);
  for (const { rows, seen } of steps) {
    machine.floats.set(weights, program.weights / 4);
    const { x, y, w } = seen;
    const loss = machine.train(w === undefined ? { x, y, rows } : { x, y, w, rows }, rows, settings(1));
    const phase = w === undefined ? program.train : program.weighted!;
    compare('loss', [loss], [seen.loss]);
    const expectations = new Map([...seen.gradients].map(([index, gradient]) => [index, gradient.slice()]));
    clipGradients([...expectations.values()], program.optimizer);
    for (const gradient of phase.gradients) {
      const expected = expectations.get(gradient.index)!;
      const start = at(gradient.at, rows) / 4;
      const name = `gradient of weight ${gradient.index}`;
      compare(name, machine.floats.subarray(start, start + expected.length), expected);
    }
  }
}

function compare(name: string, actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  let largest = 0;
  for (let i = 0; i < expected.length; i++) largest = Math.max(largest, Math.abs(expected[i]!));
  for (let i = 0; i < expected.length; i++) {
    const [is, should] = [actual[i]!, expected[i]!];
    if (Object.is(is, should) || Math.abs(is - should) <= TOLERANCE * largest + FLOOR) continue;
    throw new Untraceable('the model', `its ${name} would be ${is} where tfjs has ${should}`);
  }
}
