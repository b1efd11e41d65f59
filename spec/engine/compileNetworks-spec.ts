import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { compileNetworks } from '../../lib/engine/compileNetworks.js';
import { createLearner } from '../../lib/engine/createLearner.js';
import type { Learner } from '../../lib/engine/Learner.js';
import type { LearnerDescription } from '../../lib/engine/LearnerDescription.js';
import { buildOnce } from '../../lib/engine/tfjs/model/buildOnce.js';
import { ConfigError } from '../../lib/errors.js';
import { gru, type ModelBuilder, mlp, pool } from '../../lib/models/index.js';
import { adam, sgd } from '../../lib/optimizers/index.js';
import { toyBatch } from '../../lib/testing/toyBatch.js';
import { describeLearner } from '../support/engines.js';
import { weightsFor } from '../support/parity.js';
import { silent } from '../support/silent.js';

const linear: ModelBuilder = ({ input, outputs }) =>
  tf.sequential({ layers: [tf.layers.dense({ units: outputs, inputShape: [...input] })] });
const noisy: ModelBuilder = ({ input, outputs }) =>
  tf.sequential({
    layers: [
      tf.layers.gaussianNoise({ stddev: 0.1, name: 'noise', inputShape: [...input] }),
      tf.layers.dense({ units: outputs }),
    ],
  });
const members = [
  { model: mlp({ hidden: [8] }), optimizer: adam() },
  { model: mlp({ hidden: [8, 4], dropout: 0.2 }), optimizer: adam(), view: 'encoded' },
  { model: mlp({ hidden: [6, 5] }), optimizer: sgd(), replay: true },
] as const;

/** All that comes out of a few steps, with weights on the way. */
async function run(learner: Learner, description: LearnerDescription) {
  const seen: unknown[] = [await learner.weights()];
  for (let step = 1; step <= 6; step++) {
    const batch = toyBatch(description, step, step);
    const given = step === 3 || step === 6 ? { ...batch, w: weightsFor(batch.rows, step) } : batch;
    seen.push(await learner.train(given, step), await learner.predict(batch));
  }
  return [...seen, await learner.weights(), await learner.save()];
}

describe('compileNetworks', () => {
  for (const [what, changes] of Object.entries<Partial<LearnerDescription>>({
    'a network': { model: mlp({ hidden: [16, 8], dropout: 0.2 }), optimizer: adam() },
    'a network of values': { model: mlp({ hidden: [16] }), target: 'Values' },
    'a recurrent network': { model: gru({ units: [6] }), inputShape: [5, 2] },
    'a network that a builder has made': { model: linear },
    'a pool': { model: pool({ members }), outputs: 3 },
  })) {
    it(`gives what makes the same learner elsewhere, byte for byte: ${what}`, async () => {
      const description = await buildOnce(describeLearner(changes));
      const compilation = structuredClone(await compileNetworks(description));
      const handed = await createLearner(description, 'fast', silent(), { compilation });
      const own = await createLearner(description, 'fast');
      assert.deepEqual([handed.engine, handed.device, handed.reasons], [own.engine, own.device, own.reasons]);
      assert.deepEqual(await run(handed.learner, description), await run(own.learner, description));
      assert.deepEqual(handed.compilation, compilation);
      assert.deepEqual(own.compilation, compilation, 'it is the same where a learner is made at once');
    });
  }

  it('has nothing to compile of members that are computed together', async () => {
    const compiled = await compileNetworks(describeLearner({ model: pool({ members }) }));
    assert.deepEqual(
      compiled.map((of) => of !== undefined && 'program' in of),
      [false, true, true],
    );
  });

  it('says of a network that cannot be taken why, which sends a learner to the next engine', async () => {
    const description = await buildOnce(describeLearner({ model: noisy }));
    const compilation = await compileNetworks(description);
    const [refused] = compilation;
    assert.ok(refused !== undefined && 'reason' in refused);
    assert.match(refused.reason, /^layer noise: it draws random numbers of its own/);
    const handed = await createLearner(description, 'auto', silent(), { compilation });
    const own = await createLearner(description, 'auto', silent());
    assert.deepEqual([handed.engine, handed.reasons], ['wasm', [`fast: ${refused.reason}`]]);
    assert.deepEqual([own.reasons, own.compilation], [handed.reasons, compilation]);
    for (const { learner } of [handed, own]) learner.dispose();
  });

  it('leaves mistakes of the description to whoever starts workers', async () => {
    await assert.rejects(compileNetworks(describeLearner({ loss: 'none' })), ConfigError);
  });
});
