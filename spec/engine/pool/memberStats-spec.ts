import assert from 'node:assert/strict';
import { createLearner } from '../../../lib/engine/createLearner.js';
import { memberStats } from '../../../lib/engine/pool/memberStats.js';
import { gru, type PoolMember, pool, tcn } from '../../../lib/models/index.js';
import { memberName } from '../../../lib/models/memberName.js';
import { mlp } from '../../../lib/models/mlp.js';
import { adam, sgd } from '../../../lib/optimizers/index.js';
import { toyBatch } from '../../../lib/testing/toyBatch.js';
import { describeLearner } from '../../support/engines.js';

/** One that learns, one that hardly does, and one that diverges at once. */
const members: readonly PoolMember[] = [
  { model: mlp({ hidden: [8] }), optimizer: sgd({ learningRate: 0.1 }), replay: true },
  { model: mlp({ hidden: [8] }), optimizer: sgd({ learningRate: 1e-6 }) },
  { model: mlp({ hidden: [4] }), optimizer: sgd({ learningRate: 1e38 }), name: 'wild' },
];

describe('memberStats', () => {
  for (const [target, outputs] of [
    ['Classes', 2],
    ['Values', 3],
  ] as const) {
    it(`tells weight, wins, loss and restarts of each member, of ${target}`, async () => {
      for (const combine of ['mix', 'stack', 'both'] as const) {
        const model = pool({ members, combine });
        const description = describeLearner({ model, target, outputs, batchSize: 4 });
        const { learner } = await createLearner(description, 'auto');
        const statsOf = async () => {
          const snapshot = { weights: await learner.weights(), shapes: learner.shapes };
          return memberStats(model, description, snapshot)!;
        };
        for (const { weight, wins, loss, restarts } of await statsOf()) {
          assert.ok(Math.abs(weight - 1 / 3) < 1e-6);
          assert.deepEqual([wins, loss, restarts], [undefined, undefined, 0]);
        }
        for (let step = 1; step <= 300; step++) await learner.train(toyBatch(description, 4, step), step);
        const [good, slow, wild] = await statsOf();
        assert.ok(Math.abs(good!.weight + slow!.weight + wild!.weight - 1) < 1e-5);
        assert.ok(good!.weight > slow!.weight && good!.weight > wild!.weight, combine);
        assert.ok(Math.abs(good!.wins! + slow!.wins! + wild!.wins! - 1) < 1e-9 && good!.wins! > 0.5);
        assert.ok(good!.loss! < slow!.loss! && slow!.loss! < 2, `${good!.loss}, ${slow!.loss}`);
        assert.deepEqual([good!.restarts, slow!.restarts], [0, 0]);
        assert.ok(wild!.restarts > 0 && wild!.name === 'wild');
      }
    });
  }

  it('has nothing to tell of other weights', () => {
    const snapshot = { weights: new Float32Array(10), shapes: [[2, 5]] };
    assert.equal(memberStats(pool(), { inputShape: [4], target: 'Classes', outputs: 2 }, snapshot), undefined);
  });
});

describe('memberName', () => {
  it('says what a member is, or its own name', () => {
    const optimizer = adam({ learningRate: 0.01 });
    assert.deepEqual(
      [
        memberName(members[0]!),
        memberName({ model: mlp({ hidden: [] }), optimizer, view: 'encoded' }),
        memberName({ model: mlp({ hidden: [8, 4], activation: 'tanh' }), optimizer, replay: true }),
        memberName({ model: gru({ units: [16, 8] }), optimizer }),
        memberName({ model: tcn({ filters: 16 }), optimizer }),
        memberName({ model: { module: new URL('file:///m.js'), export: 'net' }, optimizer }),
        memberName(members[2]!),
      ],
      [
        'mlp 8 relu, sgd 0.1, scaled, replay',
        'linear, adam 0.01, encoded',
        'mlp 8-4 tanh, adam 0.01, scaled, replay',
        'gru 16-8, adam 0.01, scaled',
        'tcn 16 relu, adam 0.01, scaled',
        'net, adam 0.01, scaled',
        'wild',
      ],
    );
  });
});
