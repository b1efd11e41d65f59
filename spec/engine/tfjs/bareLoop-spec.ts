import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { bareLoop } from '../../../bench/support/bareLoop.js';
import { createTfjsLearner } from '../../../lib/engine/tfjs/createTfjsLearner.js';
import { loadTfjs } from '../../../lib/engine/tfjs/loadTfjs.js';
import { startWasm } from '../../../lib/engine/tfjs/wasm/startWasm.js';
import { mlp } from '../../../lib/models/mlp.js';
import { adam } from '../../../lib/optimizers/adam.js';
import { toyBatch } from '../../../lib/testing/toyBatch.js';
import { describeLearner } from '../../support/engines.js';

describe('a predict-then-train loop written by hand on tfjs', () => {
  before(async () => startWasm(await loadTfjs()));

  for (const backend of ['wasm', 'cpu'] as const) {
    for (const dropout of [0, 0.2]) {
      it(`predicts and trains as the learner does on ${backend}, dropout ${dropout}`, async () => {
        const hidden = [32, 64, 128];
        const description = describeLearner({ model: mlp({ hidden, dropout }), optimizer: adam(), inputShape: [6] });
        const learner = await createTfjsLearner(backend, description);
        const optimizer = tf.train.adam(0.001);
        const bare = await bareLoop({ ...{ backend, inputs: 6, hidden, dropout, classes: 2, seed: 7 }, optimizer });
        assert.deepEqual(learner.weights(), bare.weights());
        for (let step = 1; step <= 50; step++) {
          const batch = toyBatch(description, 32, step);
          const [mine, theirs] = [learner.predict(batch), bare.predict(batch.x, 32)];
          mine.forEach((p, i) => {
            assert.ok(Math.abs(p - theirs[i]!) <= 1e-6, `step ${step}: ${p} is not ${theirs[i]}`);
          });
          const [loss, other] = [learner.train(batch, step), bare.train(batch.x, batch.y, 32)];
          assert.ok(Math.abs(loss - other) <= 1e-6, `step ${step}: the loss is ${loss}, not ${other}`);
        }
        bare.dispose();
        learner.dispose();
      });
    }
  }
});
