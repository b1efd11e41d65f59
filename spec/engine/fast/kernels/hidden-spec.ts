import fc from 'fast-check';
import { assertClose } from '../../../support/assertClose.js';
import { KernelTable } from '../../../support/KernelTable.js';
import { randomArray } from '../../../support/random.js';

const sizes = fc.record({
  rows: fc.integer({ min: 1, max: 11 }),
  outputs: fc.integer({ min: 1, max: 5 }),
  units: fc.integer({ min: 1, max: 13 }),
  batch: fc.integer({ min: 1, max: 3 }),
});

describe('hiddenGradient', () => {
  for (const [activation, isRelu, slope] of [
    ['relu', 1, (value: number) => (value > 0 ? 1 : 0)],
    ['tanh', 0, (value: number) => 1 - value ** 2],
  ] as const) {
    it(`takes the outputs' gradient back through the output layer and ${activation}`, () =>
      fc.assert(
        fc.property(sizes, fc.integer(), ({ rows, outputs, units, batch }, seed) => {
          // Distances that are no multiple of a row tell apart what is read from what lies beside it.
          const [errorsSize, weightsSize, hiddenSize] = [rows * outputs + 1, outputs * units + 3, rows * units + 2];
          const errors = randomArray(batch * errorsSize, seed);
          const weights = randomArray(batch * weightsSize, seed + 1);
          const hidden = randomArray(batch * hiddenSize, seed + 2);
          const table = new KernelTable();
          // What was there before must stay between two layers.
          const out = table.put(new Float32Array(batch * hiddenSize).fill(7));
          table.run('hiddenGradient', {
            ...{ errors: table.put(errors), weights: table.put(weights), hidden: table.put(hidden), out, isRelu },
            ...{ rows, outputs, units, batch },
            ...{ errorsBatch: 4 * errorsSize, weightsBatch: 4 * weightsSize, hiddenBatch: 4 * hiddenSize },
          });
          const expected = new Float32Array(batch * hiddenSize).fill(7);
          for (let layer = 0; layer < batch; layer++)
            for (let row = 0; row < rows; row++)
              for (let unit = 0; unit < units; unit++) {
                let sum = 0;
                for (let k = 0; k < outputs; k++)
                  sum +=
                    errors[layer * errorsSize + row * outputs + k]! * weights[layer * weightsSize + k * units + unit]!;
                const at = layer * hiddenSize + row * units + unit;
                expected[at] = sum * slope(hidden[at]!);
              }
          assertClose(table.read(out, expected.length), expected, { floor: 1e-6 });
        }),
      ));
  }
});
