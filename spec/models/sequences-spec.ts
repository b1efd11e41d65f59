import assert from 'node:assert/strict';
import { createLearner } from '../../lib/engine/createLearner.js';
import type { Learner } from '../../lib/engine/Learner.js';
import { ConfigError } from '../../lib/errors.js';
import { esn, type Model, tcn, transformer } from '../../lib/models/index.js';
import { modelNames } from '../../lib/models/names.js';
import { toyBatch } from '../../lib/testing/toyBatch.js';
import { describeLearner } from '../support/engines.js';

async function build(model: Model, inputShape: readonly number[] = [6]): Promise<Learner> {
  const { learner, engine } = await createLearner(describeLearner({ model, inputShape }), 'fast');
  assert.equal(engine, 'fast');
  return learner;
}

function refuses(make: (parameters: object) => Model, parameters: object): void {
  assert.throws(
    () => make(parameters),
    (error) =>
      error instanceof ConfigError && String(error.mistakes.map((it) => it.option)) === String(Object.keys(parameters)),
  );
}

async function dropsInTraining(dropping: Model, plain: Model): Promise<void> {
  const [one, other] = [await build(dropping), await build(plain)];
  const batch = toyBatch(describeLearner({ inputShape: [6] }), 16);
  assert.deepEqual(await one.predict(batch), await other.predict(batch));
  assert.notEqual(await one.train(batch, 1), await other.train(batch, 1));
}

describe('esn', () => {
  it('is one reservoir of 64 by default, and a dense layer of 32', () => {
    const end = { dense: [32], denseActivation: 'relu', denseDropout: 0 };
    assert.deepEqual(esn(), { model: 'esn', parameters: { units: [64], returnSequences: false, ...end } });
    assert.ok(modelNames.includes('esn'));
  });

  it('lists every parameter out of its range', () =>
    refuses(esn, { units: [], returnSequences: 'no', dense: 1, denseDropout: 2 }));

  it('trains what follows its reservoirs, and nothing else', async () => {
    const learner = await build(esn({ units: [3, 4] }), [5, 2]);
    assert.deepEqual(learner.shapes, [[4, 32], [32], [32, 2], [2], [2, 3], [3, 3], [3, 4], [4, 4]]);
    const before = await learner.weights();
    await learner.train(toyBatch(describeLearner({ inputShape: [5, 2] }), 16), 1);
    const after = await learner.weights();
    const fixed = 6 + 9 + 12 + 16;
    assert.deepEqual(after.slice(-fixed), before.slice(-fixed));
    assert.notDeepEqual(after.slice(0, -fixed), before.slice(0, -fixed));
    const flat = await build(esn({ units: [3], returnSequences: true, dense: [] }));
    assert.deepEqual(flat.shapes[0], [18, 2]);
  });
});

describe('tcn', () => {
  it('is one stack of five causal blocks by default', () => {
    const { parameters } = tcn();
    assert.deepEqual(parameters, {
      ...{ filters: 64, kernelSize: 2, dilations: [1, 2, 4, 8, 16], stacks: 1, activation: 'relu', padding: 'causal' },
      ...{ skipConnections: true, batchNormalization: false, dropout: 0, returnSequences: false },
      ...{ dense: [], denseActivation: 'relu', denseDropout: 0 },
    });
    assert.ok(modelNames.includes('tcn'));
  });

  it('lists every parameter out of its range', () =>
    refuses(tcn, {
      ...{ filters: 0, kernelSize: 0, dilations: [], stacks: 0, activation: 'a', padding: 'valid', skipConnections: 1 },
      ...{ batchNormalization: 1, dropout: 1, returnSequences: 1, dense: 1, denseActivation: 'b', denseDropout: 1 },
    }));

  it('has two convolutions per block, and one of width 1 where features become filters', async () => {
    const { shapes } = await build(tcn({ filters: 3, dilations: [1, 2], stacks: 2, skipConnections: false }), [6, 2]);
    const convolution = (width: number, from: number) => [[width, from, 3], [3]];
    const block = [...convolution(2, 3), ...convolution(2, 3)];
    const first = [...convolution(2, 2), ...convolution(2, 3), ...convolution(1, 2)];
    assert.deepEqual(
      shapes.map(String).sort(),
      [...first, ...block, ...block, ...block, [3, 2], [2]].map(String).sort(),
    );
    const all = await build(tcn({ filters: 3, dilations: [1], returnSequences: true, batchNormalization: true }));
    assert.ok(all.shapes.some((shape) => String(shape) === '18,2'));
  });

  it('sees as far back as it says, and no further', async () => {
    // 1 + 2 · (2 - 1) · (1 + 2) = 7 steps of 9.
    const learner = await build(tcn({ filters: 8, dilations: [1, 2] }), [9]);
    const x = toyBatch(describeLearner({ inputShape: [9] }), 1).x;
    const output = await learner.predict({ x, rows: 1 });
    for (let step = 0; step < 9; step++) {
      const changed = await learner.predict({ x: x.with(step, 5), rows: 1 });
      assert.equal(String(changed) === String(output), step < 2, `step ${step}`);
    }
  });

  it('sees to both sides of the middle with same padding', async () => {
    const learner = await build(tcn({ filters: 8, kernelSize: 3, dilations: [1], padding: 'same' }), [9]);
    const x = toyBatch(describeLearner({ inputShape: [9] }), 1).x;
    const output = await learner.predict({ x, rows: 1 });
    for (let step = 0; step < 9; step++) {
      const changed = await learner.predict({ x: x.with(step, 5), rows: 1 });
      assert.equal(String(changed) === String(output), Math.abs(step - 4) > 2, `step ${step}`);
    }
  });

  it('drops in training only', async () => {
    const size = { filters: 4, dilations: [1] };
    await dropsInTraining(tcn({ ...size, dropout: 0.5 }), tcn(size));
  });
});

describe('transformer', () => {
  it('is two layers of four heads by default', () => {
    assert.deepEqual(transformer().parameters, {
      ...{ modelSize: 16, heads: 4, layers: 2, feedForward: 64, activation: 'relu', dropout: 0.1, targets: [] },
      ...{ dense: [], denseActivation: 'relu', denseDropout: 0 },
    });
    assert.ok(modelNames.includes('transformer'));
  });

  it('lists every parameter out of its range', () =>
    refuses(transformer, {
      ...{ modelSize: 0, heads: 0, layers: 0, feedForward: 0, activation: 'a', dropout: 1, targets: [-1] },
      ...{ dense: 1, denseActivation: 'b', denseDropout: 1 },
    }));

  it('has attention and two dense layers in each layer', async () => {
    const { shapes } = await build(transformer({ modelSize: 4, heads: 2, layers: 1, feedForward: 5 }), [3, 2]);
    const attention = Array.from({ length: 4 }, () => [[4, 4], [4]]).flat();
    const dense = [[2, 4], [4], [4, 5], [5], [5, 4], [4], [12, 2], [2]];
    const norms = Array.from({ length: 4 }, () => [4]);
    assert.deepEqual(shapes.map(String).sort(), [...attention, ...dense, ...norms].map(String).sort());
  });

  it('knows the order of the steps', async () => {
    const learner = await build(transformer({ layers: 1 }), [6]);
    const x = Float32Array.of(1, 2, 3, 4, 5, 6);
    const output = await learner.predict({ x, rows: 1 });
    assert.notDeepEqual(await learner.predict({ x: x.toReversed(), rows: 1 }), output);
  });

  it('drops in training only', () => dropsInTraining(transformer({ dropout: 0.5 }), transformer({ dropout: 0 })));
});
