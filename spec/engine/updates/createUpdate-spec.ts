import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { loadTfjs } from '../../../lib/engine/tfjs/loadTfjs.js';
import { onBackend } from '../../../lib/engine/tfjs/onBackend.js';
import { startWasm } from '../../../lib/engine/tfjs/wasm/startWasm.js';
import { createUpdate } from '../../../lib/engine/updates/createUpdate.js';
import { SMALLEST_NORMAL } from '../../../lib/engine/updates/Update.js';
import * as optimizers from '../../../lib/optimizers/index.js';
import type { Optimizer } from '../../../lib/optimizers/Optimizer.js';

const theirs: { readonly [name in Optimizer['optimizer']]: () => tf.Optimizer } = {
  sgd: () => tf.train.sgd(0.05),
  momentum: () => tf.train.momentum(0.05, 0.9),
  rmsprop: () => tf.train.rmsprop(0.05, 0.9),
  adam: () => tf.train.adam(0.05),
  adagrad: () => tf.train.adagrad(0.05, 0.1),
};
const SIZE = 64;

/** Of all magnitudes, some of them 0, different at every step. */
function gradientsAt(step: number): Float32Array {
  return Float32Array.from({ length: SIZE }, (_, i) =>
    i % 9 === 0 ? 0 : Math.sin(i * 1.7 + step * 0.9) * 10 ** ((i % 13) - 8),
  );
}

describe('createUpdate', () => {
  before(async () => startWasm(await loadTfjs()));

  for (const optimizer of Object.values(optimizers).map((make) => make({ learningRate: 0.05 }))) {
    const name = optimizer.optimizer;

    for (const backend of ['cpu', 'wasm']) {
      it(`${name} gives the same bytes as tf.train.${name} on ${backend}, over 200 steps`, () => {
        const weights = gradientsAt(0.5).map(Math.fround);
        const update = createUpdate(optimizer, SIZE);
        onBackend(tf, backend, () => {
          const reference = theirs[name]();
          const variable = tf.variable(tf.tensor(weights.slice()));
          for (let t = 1; t <= 200; t++) {
            const gradient = tf.tensor(gradientsAt(t));
            reference.applyGradients([{ name: variable.name, tensor: gradient }]);
            gradient.dispose();
            update.apply(weights, gradientsAt(t), t);
            if (t === 1 || t === 7 || t === 200) {
              assert.deepEqual(weights, new Float32Array(variable.dataSync()), `step ${t}`);
            }
          }
          variable.dispose();
          reference.dispose();
        });
      });
    }

    it(`${name} goes on exactly from its moments and the number of steps`, () => {
      const weights = gradientsAt(0.5);
      const update = createUpdate(optimizer, SIZE);
      for (let t = 1; t <= 30; t++) update.apply(weights, gradientsAt(t), t);
      const others = weights.slice();
      const resumed = createUpdate(optimizer, SIZE);
      resumed.apply(weights.slice(), gradientsAt(99), 1);
      resumed.moments.set(update.moments);
      for (let t = 31; t <= 60; t++) {
        update.apply(weights, gradientsAt(t), t);
        resumed.apply(others, gradientsAt(t), t);
      }
      assert.deepEqual(others, weights);
      assert.deepEqual(resumed.moments, update.moments);
    });

    it(`${name} flushes moments that are too small to matter`, () => {
      const update = createUpdate(optimizer, SIZE);
      const weights = new Float32Array(SIZE).fill(1);
      update.apply(
        weights,
        new Float32Array(SIZE).map((_, i) => (i % 2 === 0 ? 1e-18 : -1e-18)),
        1,
      );
      for (let t = 2; t <= 5000; t++) update.apply(weights, new Float32Array(SIZE), t);
      assert.ok(update.moments.every((moment) => moment === 0 || Math.abs(moment) >= SMALLEST_NORMAL));
    });

    it(`${name} hands on what is not a number`, () => {
      const update = createUpdate(optimizer, 2);
      const weights = Float32Array.of(1, 1);
      update.apply(weights, Float32Array.of(Number.NaN, 0), 1);
      assert.ok(Number.isNaN(weights[0]));
      assert.equal(weights[1], 1);
    });
  }

  it('corrects the start of adam at any step, without going through those before', () => {
    const steps = [1, 5, 400, 20_000, 3, 1_000_000];
    const update = createUpdate(optimizers.adam(), 1);
    const moved = steps.map((t) => {
      update.moments.fill(0);
      const weights = Float32Array.of(0);
      update.apply(weights, Float32Array.of(1), t);
      return weights[0]!;
    });
    steps.forEach((t, i) => {
      const expected = (-0.001 * (0.1 / (1 - 0.9 ** t))) / (Math.sqrt(0.001 / (1 - 0.999 ** t)) + 1e-7);
      assert.ok(Math.abs(moved[i]! / expected - 1) < 1e-4, `${t}: ${moved[i]} is not ${expected}`);
    });
  });
});
