import assert from 'node:assert/strict';
import { createLearner } from '../../lib/engine/createLearner.js';
import type { Learner } from '../../lib/engine/Learner.js';
import { ConfigError } from '../../lib/errors.js';
import { type CnnParameters, cnn } from '../../lib/models/cnn.js';
import { modelNames } from '../../lib/models/names.js';
import { toyBatch } from '../../lib/testing/toyBatch.js';
import { describeLearner } from '../support/engines.js';

async function build(parameters: CnnParameters, inputShape: readonly number[] = [16]): Promise<Learner> {
  const { learner, engine } = await createLearner(describeLearner({ model: cnn(parameters), inputShape }), 'fast');
  assert.equal(engine, 'fast');
  return learner;
}

describe('cnn', () => {
  it('is two convolutions by default, of 64 and 128 filters, each with its pooling', () => {
    const parameters = { filters: [64, 128], kernelSizes: [7, 5], poolSizes: [2, 2], activation: 'relu' };
    const end = { dense: [], denseActivation: 'relu', denseDropout: 0 };
    assert.deepEqual(cnn(), { model: 'cnn', parameters: { ...parameters, ...end } });
    assert.ok(modelNames.includes('cnn'));
  });

  it('lists every parameter out of its range', () => {
    for (const [parameters, options] of [
      [{ filters: [], activation: 'a', denseDropout: 1 }, 'filters,activation,denseDropout'],
      [{ filters: 5, dense: 5 }, 'filters,dense'],
      [{ kernelSizes: [3], poolSizes: [2, 2, 2] }, 'kernelSizes,poolSizes'],
      [{ kernelSizes: [3, 0], poolSizes: [2, -1] }, 'kernelSizes,poolSizes'],
    ] as const) {
      assert.throws(
        () => cnn(parameters as unknown as CnnParameters),
        (error) => error instanceof ConfigError && error.mistakes.map((it) => it.option).join() === options,
      );
    }
  });

  it('convolves a sequence of one feature, pools, and ends in dense layers', async () => {
    const { shapes } = await build({ filters: [3, 4], kernelSizes: [5, 2], poolSizes: [2, 3], dense: [6] });
    // 16 steps become 8, and 8 become 2.
    assert.deepEqual(shapes, [[5, 1, 3], [3], [2, 3, 4], [4], [8, 6], [6], [6, 2], [2]]);
    assert.deepEqual((await build({ filters: [3], poolSizes: [1] }, [4, 2, 5])).shapes, [
      [7, 10, 3],
      [3],
      [12, 2],
      [2],
    ]);
  });

  it('leaves out a pooling that would leave a single step', async () => {
    assert.deepEqual((await build({ filters: [3, 3] }, [5, 2])).shapes.at(-2), [6, 2]);
    assert.deepEqual((await build({ filters: [3, 3] }, [3, 2])).shapes.at(-2), [9, 2]);
  });

  it('drops between its dense layers in training only', async () => {
    const size = { filters: [4], dense: [8] };
    const [dropping, plain] = [await build({ ...size, denseDropout: 0.5 }), await build(size)];
    const batch = toyBatch(describeLearner({ inputShape: [16] }), 16);
    assert.deepEqual(await dropping.predict(batch), await plain.predict(batch));
    assert.notEqual(await dropping.train(batch, 1), await plain.train(batch, 1));
  });
});
