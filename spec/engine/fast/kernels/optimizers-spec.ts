import assert from 'node:assert/strict';
import { assertClose } from '../../../support/assertClose.js';
import { KernelTable } from '../../../support/KernelTable.js';
import { randomArray } from '../../../support/random.js';

type Name = 'sgd' | 'momentum' | 'rmsprop' | 'adagrad' | 'adam';

/** One step on one number, in doubles: changes the moments, gives the new parameter. */
type Step = (p: number, g: number, moments: number[]) => number;

interface Case {
  readonly settings: readonly number[];
  /** The operands that hold moments, and what they start as. */
  readonly moments: Readonly<Record<string, number>>;
  readonly step: Step;
}

const cases: Record<Name, Case> = {
  sgd: { settings: [0.1], moments: {}, step: (p, g) => p - 0.1 * g },
  momentum: {
    settings: [0.1, 0.9],
    moments: { moments: 0 },
    step: (p, g, m) => {
      m[0] = 0.9 * m[0]! + g;
      return p - 0.1 * m[0]!;
    },
  },
  rmsprop: {
    settings: [0.01, 0.9, 0.1, 1e-7],
    moments: { squares: 0 },
    step: (p, g, m) => {
      m[0] = 0.9 * m[0]! + 0.1 * g * g;
      return p - (0.01 * g) / Math.sqrt(m[0]! + 1e-7);
    },
  },
  adagrad: {
    settings: [0.05, 1e-7],
    moments: { squares: 0.1 },
    step: (p, g, m) => {
      m[0] = m[0]! + g * g;
      return p - (0.05 * g) / Math.sqrt(m[0]! + 1e-7);
    },
  },
  adam: {
    settings: [0.001 / (1 - 0.9), 0.9, 0.1, 0.999, 0.001, 1 / (1 - 0.999), 1e-7],
    moments: { first: 0, second: 0 },
    step: (p, g, m) => {
      m[0] = 0.9 * m[0]! + 0.1 * g;
      m[1] = 0.999 * m[1]! + 0.001 * g * g;
      return p - (0.001 * (m[0]! / (1 - 0.9))) / (Math.sqrt(m[1]! / (1 - 0.999)) + 1e-7);
    },
  },
};

describe('optimizer kernels', () => {
  for (const name of Object.keys(cases) as Name[]) {
    const { settings, moments, step } = cases[name];
    it(`${name} updates each parameter by its rule, and nothing beside them`, () => {
      for (const n of [1, 2, 3, 4, 5, 11, 64]) {
        const table = new KernelTable();
        const beside = [8, 8, 8, 8];
        const start = randomArray(n, 1);
        const parameters = table.put([...start, ...beside]);
        const slots = Object.entries(moments).map(([key, initial]) => ({
          key,
          address: table.put([...new Array(n).fill(initial), ...beside]),
        }));
        const expected = [...start] as number[];
        const state = expected.map(() => Object.values(moments));
        for (let t = 0; t < 3; t++) {
          const gradients = randomArray(n, 10 + t);
          table.run(name, {
            parameters,
            gradients: table.put(gradients),
            ...Object.fromEntries(slots.map(({ key, address }) => [key, address])),
            n,
            settings: table.put(settings),
          });
          expected.forEach((p, j) => {
            expected[j] = step(p, gradients[j]!, state[j]!);
          });
        }
        assertClose(table.read(parameters, n + 4), [...expected, ...beside], { floor: 1e-6 });
        slots.forEach(({ address }, slot) => {
          assertClose(table.read(address, n + 4), [...state.map((m) => m[slot]!), ...beside], { floor: 1e-6 });
        });
      }
    });
  }

  it('steps are right beside such of quite another size, or of none', () => {
    const sizes = [1e-14, 1e8, 0, 1e-3, 1e15, 0, 1, 1e-9];
    const gradients = Float32Array.from({ length: 19 }, (_, i) => sizes[(i + Math.floor(i / 8)) % 8]!);
    for (const name of ['rmsprop', 'adagrad', 'adam'] as const) {
      const { settings, moments, step } = cases[name];
      const table = new KernelTable();
      const n = gradients.length;
      const parameters = table.put(new Float32Array(n));
      const slots = Object.entries(moments).map(([key, initial]) => [key, table.put(new Array(n).fill(initial))]);
      const given = { parameters, gradients: table.put(gradients), ...Object.fromEntries(slots) };
      table.run(name, { ...given, n, settings: table.put(settings) });
      const expected = Array.from(gradients, (g) => step(0, g, Object.values(moments)));
      assertClose(table.read(parameters, n), expected, { floor: 1e-30 });
    }
  });

  it('a moment that dies away ends at 0, not among the denormals', () => {
    const table = new KernelTable();
    // Two vectors that are taken together, and one alone.
    const n = 12;
    const all = (value: number) => table.put(new Float32Array(n).fill(value));
    const [first, moments, second, parameters, gradients] = [all(1), all(1), all(0), all(0), all(0)];
    const adam = table.put(cases.adam.settings);
    const momentum = table.put([0.1, 0.9]);
    for (let t = 0; t < 1000; t++) {
      table.run('adam', { parameters, gradients, first, second, n, settings: adam });
      table.run('momentum', { parameters, gradients, moments, n, settings: momentum });
    }
    assert.deepEqual([...table.read(first, n), ...table.read(moments, n)], new Array(2 * n).fill(0));
  });
});
