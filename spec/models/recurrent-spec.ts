import assert from 'node:assert/strict';
import { createLearner } from '../../lib/engine/createLearner.js';
import type { Learner } from '../../lib/engine/Learner.js';
import { ConfigError } from '../../lib/errors.js';
import { ernn, gru, lstm } from '../../lib/models/index.js';
import type { Model } from '../../lib/models/Model.js';
import { modelNames } from '../../lib/models/names.js';
import type { RecurrentParameters } from '../../lib/models/recurrent.js';
import { toyBatch } from '../../lib/testing/toyBatch.js';
import { describeLearner } from '../support/engines.js';

const models = { lstm: [lstm, 4], gru: [gru, 3], ernn: [ernn, 1] } as const;

async function build(model: Model, inputShape: readonly number[] = [4]): Promise<Learner> {
  const { learner, engine } = await createLearner(describeLearner({ model, inputShape }), 'fast');
  assert.equal(engine, 'fast');
  return learner;
}

for (const [name, [make, gates]] of Object.entries(models)) {
  describe(name, () => {
    it('is one layer of 64 by default, without dropout and dense layers', () => {
      const parameters = { units: [64], returnSequences: false, dropout: 0 };
      const end = { dense: [], denseActivation: 'relu', denseDropout: 0 };
      const more = name === 'gru' ? { resetAfter: false } : {};
      assert.deepEqual(make(), { model: name, parameters: { ...parameters, ...more, ...end } });
      assert.ok(modelNames.includes(name));
    });

    it('lists every parameter out of its range', () => {
      const parameters = {
        units: [],
        returnSequences: 1,
        dropout: 1,
        dense: [0],
        denseActivation: 'a',
        denseDropout: -1,
      };
      assert.throws(
        () => make(parameters as unknown as RecurrentParameters),
        (error) =>
          error instanceof ConfigError &&
          error.mistakes.map((it) => it.option).join() === Object.keys(parameters).join(),
      );
    });

    it('stacks its layers on a sequence of one feature, then the dense ones', async () => {
      const recurrent = (inputs: number, units: number) => [
        [inputs, gates * units],
        [units, gates * units],
        [gates * units],
      ];
      const { shapes } = await build(make({ units: [3, 5], dense: [6] }));
      assert.deepEqual(shapes, [...recurrent(1, 3), ...recurrent(3, 5), [5, 6], [6], [6, 2], [2]]);
      const flat = await build(make({ units: [3], returnSequences: true }), [4, 2]);
      assert.deepEqual(flat.shapes, [...recurrent(2, 3), [12, 2], [2]]);
      assert.deepEqual((await build(make({ units: [3] }), [4, 2, 5])).shapes[0], [10, gates * 3]);
    });

    for (const parameter of ['dropout', 'denseDropout'] as const) {
      it(`drops by its ${parameter} in training only`, async () => {
        const [dropping, plain] = [
          await build(make({ dense: [8], [parameter]: 0.5 })),
          await build(make({ dense: [8] })),
        ];
        const batch = toyBatch(describeLearner(), 16);
        assert.deepEqual(await dropping.predict(batch), await plain.predict(batch));
        assert.notEqual(await dropping.train(batch, 1), await plain.train(batch, 1));
      });
    }
  });
}
