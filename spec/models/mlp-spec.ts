import assert from 'node:assert/strict';
import { createLearner } from '../../lib/engine/createLearner.js';
import type { Learner } from '../../lib/engine/Learner.js';
import { ConfigError } from '../../lib/errors.js';
import type { Activation } from '../../lib/models/Activation.js';
import { type MlpParameters, mlp } from '../../lib/models/mlp.js';
import { modelNames } from '../../lib/models/names.js';
import { adam } from '../../lib/optimizers/adam.js';
import { toyBatch } from '../../lib/testing/toyBatch.js';
import { describeLearner, engines, itOn } from '../support/engines.js';

const activations: readonly Activation[] = [
  ...(['relu', 'tanh', 'sigmoid', 'elu', 'selu', 'softplus', 'softsign', 'hardSigmoid', 'swish', 'linear'] as const),
];

async function build(parameters: MlpParameters, inputShape: readonly number[] = [4]): Promise<Learner> {
  const { learner } = await createLearner(describeLearner({ model: mlp(parameters), inputShape }), 'wasm');
  return learner;
}

describe('mlp', () => {
  it('is one hidden layer of 64 by default, relu, without dropout', () => {
    assert.deepEqual(mlp(), { model: 'mlp', parameters: { hidden: [64], activation: 'relu', dropout: 0 } });
  });

  it('is a built-in model', () => assert.ok(modelNames.includes('mlp')));

  it('does not share its list of layers with who made it', () => {
    const hidden = [3];
    const model = mlp({ hidden });
    hidden.push(4);
    assert.deepEqual(model.parameters['hidden'], [3]);
  });

  it('lists every parameter out of its range', () => {
    const parameters = { hidden: [8, 0.5], activation: 'rleu' as 'relu', dropout: 1 };
    assert.throws(
      () => mlp(parameters),
      (error) =>
        error instanceof ConfigError && error.mistakes.map((it) => it.option).join() === 'hidden,activation,dropout',
    );
    for (const dropout of [-0.1, Number.NaN]) assert.throws(() => mlp({ dropout }), ConfigError);
    for (const hidden of [[-1], 64 as never]) assert.throws(() => mlp({ hidden }), ConfigError);
  });

  it('has a kernel and a bias per layer, and flattens its input', async () => {
    assert.deepEqual((await build({ hidden: [3, 5] })).shapes, [[4, 3], [3], [3, 5], [5], [5, 2], [2]]);
    assert.deepEqual((await build({ hidden: [] }, [3, 2])).shapes, [[6, 2], [2]]);
  });

  it('starts Glorot uniform, every kernel in its own way, with biases of 0', async () => {
    const learner = await build({ hidden: [40, 40, 40] }, [40]);
    const weights = await learner.weights();
    const kernels: Float32Array[] = [];
    let at = 0;
    for (const shape of learner.shapes) {
      const size = shape.reduce((product, next) => product * next, 1);
      const values = weights.subarray(at, at + size);
      if (shape.length === 1) assert.ok(values.every((value) => value === 0));
      else {
        kernels.push(values);
        const limit = Math.sqrt(6 / (shape[0]! + shape[1]!));
        const greatest = Math.max(...values.map(Math.abs));
        assert.ok(greatest <= Math.fround(limit) && greatest > 0.9 * limit, `${greatest} is not near ${limit}`);
        const mean = values.reduce((sum, value) => sum + value, 0) / size;
        assert.ok(Math.abs(mean) < limit * 0.15, `the mean is ${mean}`);
      }
      at += size;
    }
    const [first, second, third] = kernels;
    assert.notDeepEqual(first, second);
    assert.notDeepEqual(second, third);
  });

  it('fills in what a description that was stored leaves out', async () => {
    const { learner } = await createLearner(describeLearner({ model: { model: 'mlp', parameters: {} } }), 'wasm');
    assert.deepEqual(learner.shapes[0], [4, 64]);
    const bad = describeLearner({ model: { model: 'mlp', parameters: { hidden: 'many' } } });
    await assert.rejects(createLearner(bad, 'wasm'), ConfigError);
  });

  it('drops in training only', async () => {
    const [dropping, plain] = [await build({ dropout: 0.5 }), await build({})];
    const batch = toyBatch(describeLearner(), 16);
    assert.deepEqual(await dropping.predict(batch), await plain.predict(batch));
    assert.notEqual(await dropping.train(batch, 1), await plain.train(batch, 1));
  });

  for (const engine of engines) {
    for (const activation of activations) {
      itOn(engine, `trains with ${activation} on ${engine}`, async () => {
        const model = mlp({ hidden: [16], activation });
        const description = describeLearner({ model, optimizer: adam({ learningRate: 0.02 }) });
        const { learner, engine: had } = await createLearner(description, engine);
        assert.equal(had, engine);
        const losses: number[] = [];
        for (let step = 1; step <= 60; step++) losses.push(await learner.train(toyBatch(description, 16, step), step));
        const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
        const [first, last] = [mean(losses.slice(0, 10)), mean(losses.slice(-10))];
        assert.ok(last < 0.75 * first, `the loss went from ${first} to ${last}`);
        learner.dispose();
      });
    }
  }
});
