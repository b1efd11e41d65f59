import assert from 'node:assert/strict';
import type { InstructionName } from '../../../../lib/engine/fast/kernels/instructions.js';
import { assertClose } from '../../../support/assertClose.js';
import { KernelTable } from '../../../support/KernelTable.js';
import { randomArray } from '../../../support/random.js';

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const hardSigmoid = (x: number) => Math.min(Math.max(0.2 * x + 0.5, 0), 1);
const slopes = {
  0: (gate: number) => gate * (1 - gate),
  1: (gate: number) => (gate > 0 && gate < 1 ? 0.2 : 0),
};
const tanhSlope = (value: number) => 1 - value * value;

/** Numbers that bend the gates, and clip some of the hard ones. */
const sums = (size: number, seed: number) => randomArray(size, seed).map((x) => 4 * x);

/**
 * Runs a kernel on matrices of so many rows, given by name with their columns, and expects of every unit what `cell` says: new numbers,
 * as `name:column`. What it does not name must stay.
 */
function check(
  name: InstructionName,
  matrices: Readonly<
    Record<string, { readonly columns: number; readonly values: Float32Array; readonly start?: number }>
  >,
  operands: Readonly<Record<string, number>>,
  cell: (at: (name: string, column?: number) => number, unit: number) => Readonly<Record<string, number>>,
): void {
  const { rows, units } = operands as { readonly rows: number; readonly units: number };
  const table = new KernelTable();
  const addresses = Object.fromEntries(Object.entries(matrices).map(([key, { values }]) => [key, table.put(values)]));
  const starts = Object.entries(matrices).map(([key, { start = 0 }]) => [key, addresses[key]! + 4 * start]);
  const expected = Object.fromEntries(Object.entries(matrices).map(([key, { values }]) => [key, values.slice()]));
  const place = (key: string, row: number, column: number) =>
    row * matrices[key]!.columns + (matrices[key]!.start ?? 0) + column;
  for (let row = 0; row < rows; row++) {
    for (let unit = 0; unit < units; unit++) {
      const at = (key: string, column = 0) => matrices[key]!.values[place(key, row, column + unit)]!;
      for (const [target, value] of Object.entries(cell(at, unit))) {
        const [key, block = '0'] = target.split(':') as [string, string?];
        expected[key]![place(key, row, Number(block) * units + unit)] = value;
      }
    }
  }
  table.run(name, { ...operands, ...Object.fromEntries(starts) });
  for (const [key, values] of Object.entries(expected)) {
    assertClose(table.read(addresses[key]!, values.length), values, { floor: 1e-6, what: `${name} ${key}` });
  }
}

describe('cells of recurrent layers', () => {
  for (const isHard of [0, 1] as const) {
    for (const [rows, units] of [
      [1, 4],
      [3, 5],
      [2, 8],
      [4, 3],
    ] as const) {
      const gate = isHard ? hardSigmoid : sigmoid;
      const slope = slopes[isHard];
      const matrix = (columns: number, seed: number, start = 0) => ({
        ...{ columns: columns + start, start },
        values: sums(rows * (columns + start), seed),
      });
      const gates = (columns: number, seed: number) => ({
        columns,
        values: sums(rows * columns, seed).map((x) => gate(x)),
      });
      const tanhs = (columns: number, seed: number) => ({ columns, values: sums(rows * columns, seed).map(Math.tanh) });
      const title = `${rows} × ${units}, ${isHard ? 'hard' : 'smooth'} gates`;

      it(`lstmState goes one step (${title})`, () => {
        const matrices = {
          ...{ gates: matrix(4 * units, 1), before: matrix(units, 2), after: matrix(units, 3) },
          ...{ bent: matrix(units, 4), out: matrix(units, 5, 3) },
        };
        check('lstmState', matrices, { rows, units, isHard, outRow: 4 * (units + 3) }, (at) => {
          const [input, forget, candidate, output] = [
            gate(at('gates')),
            gate(at('gates', units)),
            Math.tanh(at('gates', 2 * units)),
            gate(at('gates', 3 * units)),
          ];
          const cell = forget * at('before') + input * candidate;
          return {
            ...{ gates: input, 'gates:1': forget, 'gates:2': candidate, 'gates:3': output },
            ...{ after: cell, bent: Math.tanh(cell), out: output * Math.tanh(cell) },
          };
        });
      });

      it(`lstmStateGradient goes one step back (${title})`, () => {
        const matrices = {
          ...{ gates: gates(4 * units, 1), before: matrix(units, 2), bent: tanhs(units, 3), carry: matrix(units, 4) },
          h: matrix(units, 5, 2),
        };
        check('lstmStateGradient', matrices, { rows, units, isHard, hRow: 4 * (units + 2) }, (at) => {
          const [input, forget, candidate, output] = [0, 1, 2, 3].map((block) => at('gates', block * units)) as [
            number,
            number,
            number,
            number,
          ];
          const dc = at('carry') + at('h') * output * tanhSlope(at('bent'));
          return {
            gates: dc * candidate * slope(input),
            'gates:1': dc * at('before') * slope(forget),
            'gates:2': dc * input * tanhSlope(candidate),
            'gates:3': at('h') * at('bent') * slope(output),
            carry: dc * forget,
          };
        });
      });

      const rowBytes = 4 * (units + 3);
      const state = () => matrix(units, 6, 3);

      it(`gruGates resets the state (${title})`, () => {
        const matrices = { gates: matrix(2 * units, 1), state: state(), out: matrix(units, 2, 3) };
        check('gruGates', matrices, { rows, units, isHard, rowBytes }, (at) => {
          const [update, reset] = [gate(at('gates')), gate(at('gates', units))];
          return { gates: update, 'gates:1': reset, out: reset * at('state') };
        });
      });

      it(`gruState goes one step (${title})`, () => {
        const matrices = {
          ...{ gates: gates(2 * units, 1), candidate: matrix(units, 2), state: state(), out: matrix(units, 3, 3) },
        };
        check('gruState', matrices, { rows, units, rowBytes }, (at) => {
          const [update, candidate] = [at('gates'), Math.tanh(at('candidate'))];
          return { candidate, out: update * at('state') + (1 - update) * candidate };
        });
      });

      it(`gruStateGradient goes back through it (${title})`, () => {
        const matrices = {
          ...{ gates: gates(2 * units, 1), candidate: tanhs(units, 2), state: state(), h: matrix(units, 3, 2) },
          carry: matrix(units, 4),
        };
        check('gruStateGradient', matrices, { rows, units, isHard, rowBytes, hRow: 4 * (units + 2) }, (at) => ({
          candidate: at('h') * (1 - at('gates')) * tanhSlope(at('candidate')),
          carry: at('h') * at('gates'),
          gates: at('h') * (at('state') - at('candidate')) * slope(at('gates')),
        }));
      });

      it(`gruGatesGradient goes back through the reset (${title})`, () => {
        const matrices = {
          ...{ gates: gates(2 * units, 1), state: state(), kept: matrix(units, 2, 2), carry: matrix(units, 3) },
        };
        check('gruGatesGradient', matrices, { rows, units, isHard, rowBytes, keptRow: 4 * (units + 2) }, (at) => ({
          carry: at('carry') + at('kept') * at('gates', units),
          'gates:1': at('kept') * at('state') * slope(at('gates', units)),
        }));
      });
    }
  }

  it('hard gates are shut and open beyond their line, and let no gradient through there', () => {
    const table = new KernelTable();
    const gates = table.put([-9, 9, 0, 0, 0, 0, 0, 0]);
    const [state, out] = [table.put([1, 1, 1, 1]), table.space(4)];
    table.run('gruGates', { gates, state, out, rowBytes: 16, rows: 1, units: 4, isHard: 1 });
    assert.deepEqual([...table.read(gates, 4)], [0, 1, 0.5, 0.5]);
  });
});
