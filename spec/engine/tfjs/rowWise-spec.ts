import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createTfjsLearner } from '../../../lib/engine/tfjs/createTfjsLearner.js';
import type { Activation } from '../../../lib/models/Activation.js';
import { mlp } from '../../../lib/models/mlp.js';
import { toyBatch } from '../../../lib/testing/toyBatch.js';
import { describeLearner, itOn } from '../../support/engines.js';

const activations: readonly Activation[] = ['relu', 'tanh', 'sigmoid', 'elu', 'softplus', 'linear'];

/** tfjs computes products in blocks of rows, with kernels of their own for what is left over. */
describe('a prediction on tfjs', () => {
  for (const [backend, numRuns] of [
    ['wasm', 25],
    ['cpu', 5],
    ['tensorflow', 15],
  ] as const) {
    itOn(backend, `has the same bytes in any batch of 1 to 70 rows, whatever the widths, on ${backend}`, async () => {
      const width = fc.integer({ min: 1, max: 130 });
      const property = fc.asyncProperty(
        width,
        fc.array(width, { maxLength: 3 }),
        fc.integer({ min: 1, max: 9 }),
        fc.constantFrom(...activations),
        fc.integer({ min: 0, max: 2 ** 31 - 1 }),
        async (inputs, hidden, outputs, activation, seed) => {
          const description = describeLearner({
            ...{ model: mlp({ hidden, activation }), target: 'Values', inputShape: [inputs], outputs, seed },
          });
          const learner = await createTfjsLearner(backend, description);
          const { x } = toyBatch(description, 70);
          const cut = (from: number, rows: number) => ({ x: x.slice(from * inputs, (from + rows) * inputs), rows });
          const alone = Array.from({ length: 70 }, (_, row) => learner.predict(cut(row, 1)));
          for (let rows = 2; rows <= 70; rows++) {
            const from = (rows * 31 + seed) % (71 - rows);
            const together = learner.predict(cut(from, rows));
            together.forEach((value, i) => {
              const expected = alone[from + Math.floor(i / outputs)]![i % outputs];
              assert.ok(Object.is(value, expected), `${rows} rows: ${value} is not ${expected}`);
            });
          }
          learner.dispose();
        },
      );
      await fc.assert(property, { numRuns });
    });
  }
});
