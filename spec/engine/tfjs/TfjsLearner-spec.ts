import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { createTfjsLearner } from '../../../lib/engine/tfjs/createTfjsLearner.js';
import { loadTfjs } from '../../../lib/engine/tfjs/loadTfjs.js';
import { onBackend } from '../../../lib/engine/tfjs/onBackend.js';
import type { TfjsLearner } from '../../../lib/engine/tfjs/TfjsLearner.js';
import { startWasm } from '../../../lib/engine/tfjs/wasm/startWasm.js';
import { ConfigError } from '../../../lib/errors.js';
import type { ModelBuilder } from '../../../lib/models/Model.js';
import { mlp } from '../../../lib/models/mlp.js';
import * as optimizers from '../../../lib/optimizers/index.js';
import { toyBatch } from '../../../lib/testing/toyBatch.js';
import { describeLearner } from '../../support/engines.js';
import { hostChooses } from '../../support/hostChooses.js';

const backends = ['wasm', 'cpu'] as const;

const alive = () => [tf.memory().numTensors, tf.memory().numDataBuffers];

/** A path that leads through everything a learner does. */
function useAll(learner: TfjsLearner, steps: number): number[] {
  const description = describeLearner();
  const losses: number[] = [];
  for (let step = 1; step <= steps; step++) {
    losses.push(learner.train(toyBatch(description, (step % 7) + 1, step), step));
    learner.predict(toyBatch(description, (step % 5) + 1));
    learner.load(learner.weights());
    learner.restore(learner.save());
  }
  return losses;
}

/** Multiplies with one of two weights in training, and passes its input on in predicting. */
class Switched extends tf.layers.Layer {
  static readonly className = 'Switched';
  used = 0;
  readonly #weights: tf.LayerVariable[] = [];

  constructor() {
    super({ inputShape: [2] });
  }

  override build(): void {
    for (const name of ['a', 'b']) this.#weights.push(this.addWeight(name, [1], 'float32', tf.initializers.ones()));
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], { training }: { readonly training?: boolean }): tf.Tensor {
    const input = Array.isArray(inputs) ? inputs[0]! : inputs;
    return training === true ? tf.mul(input, this.#weights[this.used]!.read()) : input;
  }
}

describe('TfjsLearner', () => {
  before(async () => startWasm(await loadTfjs()));

  for (const backend of backends) {
    for (const optimizer of Object.values(optimizers)) {
      it(`keeps no tensors of 200 steps of ${optimizer.name} on ${backend}, and none when it is disposed`, async () => {
        const description = describeLearner({ optimizer: optimizer(), model: mlp({ dropout: 0.2 }) });
        const before = onBackend(tf, backend, alive);
        const learner = await createTfjsLearner(backend, description);
        const created = onBackend(tf, backend, alive);
        useAll(learner, 200);
        assert.deepEqual(onBackend(tf, backend, alive), created);
        learner.dispose();
        assert.deepEqual(onBackend(tf, backend, alive), before);
      });
    }

    it(`keeps no tensors where a step fails on ${backend}`, async () => {
      const learner = await createTfjsLearner(backend, describeLearner());
      const created = onBackend(tf, backend, alive);
      const batch = toyBatch(describeLearner(), 4);
      assert.throws(() => learner.train({ ...batch, x: batch.x.slice(1) }, 1));
      assert.throws(() => learner.predict({ ...batch, rows: 3 }));
      assert.deepEqual(onBackend(tf, backend, alive), created);
      assert.equal(learner.train(batch, 1), (await createTfjsLearner(backend, describeLearner())).train(batch, 1));
    });

    it(`keeps no tensors of a network that does not fit, on ${backend}`, async () => {
      const model: ModelBuilder = ({ input }) =>
        tf.sequential({ layers: [tf.layers.dense({ units: 9, inputShape: [...input] })] });
      const before = onBackend(tf, backend, alive);
      await assert.rejects(createTfjsLearner(backend, describeLearner({ model })), ConfigError);
      await assert.rejects(createTfjsLearner(backend, describeLearner({ loss: 'none' })), ConfigError);
      assert.deepEqual(onBackend(tf, backend, alive), before);
    });

    it(`returns a loss that is not a number as it is on ${backend}`, async () => {
      const learner = await createTfjsLearner(backend, describeLearner({ target: 'Values', outputs: 1 }));
      assert.equal(learner.train({ x: new Float32Array(4), y: Float32Array.of(Number.NaN), rows: 1 }, 1), Number.NaN);
      assert.ok(learner.weights().some(Number.isNaN));
    });

    it(`does not hand out its input where a network passes it on, on ${backend}`, async () => {
      const model: ModelBuilder = () => tf.sequential({ layers: [new Switched()] });
      const learner = await createTfjsLearner(backend, describeLearner({ model, target: 'Values', inputShape: [2] }));
      const x = Float32Array.of(1, 2);
      const output = learner.predict({ x, rows: 1 });
      assert.deepEqual(output, x);
      output.fill(9);
      assert.deepEqual(x, Float32Array.of(1, 2));
    });

    it(`leaves a weight alone in a step that does not use it, on ${backend}`, async () => {
      const layer = new Switched();
      const model: ModelBuilder = () => tf.sequential({ layers: [layer] });
      const description = describeLearner({ model, target: 'Values', inputShape: [2] });
      const learner = await createTfjsLearner(backend, description);
      const moved = () => [...learner.weights()].map((weight) => weight !== 1);
      const batch = { x: Float32Array.of(1, 2), y: Float32Array.of(3, 4), rows: 1 };
      learner.train(batch, 1);
      assert.deepEqual(moved(), [true, false]);
      const [first] = learner.weights();
      layer.used = 1;
      learner.train(batch, 2);
      assert.deepEqual(moved(), [true, true]);
      assert.equal(learner.weights()[0], first);
    });

    it(`adds what a network's regularizers say to the loss, inner networks' too, on ${backend}`, async () => {
      const kernelRegularizer = tf.regularizers.l2({ l2: 0.5 });
      const dense = (units: number, inputShape?: number[]) =>
        tf.layers.dense({
          ...{ units, useBias: false, kernelInitializer: 'ones', kernelRegularizer },
          ...(inputShape && { inputShape }),
        });
      const model: ModelBuilder = () =>
        tf.sequential({ layers: [tf.sequential({ layers: [dense(1, [1])] }), dense(1)] });
      const optimizer = optimizers.sgd({ learningRate: 0.1 });
      const changes = { model, target: 'Values', inputShape: [1], outputs: 1, optimizer } as const;
      const learner = await createTfjsLearner(backend, describeLearner(changes));
      // Both weights are 1, so the error is 0 and the penalty 2 · 0.5 · 1², with gradients of 2 · 0.5 · 1.
      assert.equal(learner.train({ x: Float32Array.of(3), y: Float32Array.of(3), rows: 1 }, 1), 1);
      assert.deepEqual(learner.weights(), Float32Array.of(0.9, 0.9));
    });

    it(`leaves the moving averages of batch normalization as they start, before any training, on ${backend}`, async () => {
      const model: ModelBuilder = ({ input, outputs }) =>
        tf.sequential({
          layers: [tf.layers.batchNormalization({ inputShape: [...input] }), tf.layers.dense({ units: outputs })],
        });
      const learner = await createTfjsLearner(backend, describeLearner({ model }));
      const averages = () => [...learner.weights().subarray(-8)];
      assert.deepEqual(learner.shapes.slice(-2), [[4], [4]]);
      assert.deepEqual(averages(), [0, 0, 0, 0, 1, 1, 1, 1]);
      learner.train(toyBatch(describeLearner(), 16, 3), 1);
      assert.ok(averages().every((value) => value !== 0 && value !== 1));
    });

    it(`does not train what is not trainable on ${backend}`, async () => {
      const model: ModelBuilder = ({ input, outputs }) =>
        tf.sequential({
          layers: [
            tf.layers.dense({ units: 3, inputShape: [...input], trainable: false }),
            tf.layers.dense({ units: outputs }),
          ],
        });
      const learner = await createTfjsLearner(backend, describeLearner({ model }));
      assert.deepEqual(learner.shapes, [[3, 2], [2], [4, 3], [3]]);
      const before = learner.weights();
      learner.train(toyBatch(describeLearner(), 16), 1);
      const after = learner.weights();
      assert.deepEqual(after.subarray(8), before.subarray(8));
      assert.notDeepEqual(after.subarray(0, 8), before.subarray(0, 8));
    });
  }

  it('refuses weights and states of another network or optimizer', async () => {
    const learner = await createTfjsLearner('cpu', describeLearner({ optimizer: optimizers.adam() }));
    const [weights, { arrays, step }] = [learner.weights(), learner.save()];
    assert.throws(() => learner.load(weights.subarray(1)), ConfigError);
    assert.throws(() => learner.restore({ arrays: arrays.subarray(1), step }), ConfigError);
    const other = await createTfjsLearner('cpu', describeLearner());
    assert.throws(() => other.restore({ arrays, step }), ConfigError);
  });

  it('computes on its own backend, whatever is in force and whoever else computes', async () => {
    const alone = await Promise.all(
      backends.map(async (backend) => useAll(await createTfjsLearner(backend, describeLearner()), 20)),
    );
    assert.notDeepEqual(alone[0], alone[1], 'the backends differ in rounding, else this spec shows nothing');
    for (const inForce of backends) {
      await hostChooses(tf, inForce);
      const hosts = tf.tensor1d([1, 2, 3]);
      const learners = await Promise.all(backends.map((backend) => createTfjsLearner(backend, describeLearner())));
      const together: number[][] = [[], []];
      const description = describeLearner();
      for (let step = 1; step <= 20; step++) {
        learners.forEach((learner, i) => {
          together[i]!.push(learner.train(toyBatch(description, (step % 7) + 1, step), step));
          learner.predict(toyBatch(description, (step % 5) + 1));
          learner.load(learner.weights());
          learner.restore(learner.save());
          assert.equal(tf.getBackend(), inForce, 'the backend of the host is in force again');
        });
      }
      assert.deepEqual(together, alone);
      assert.deepEqual([...hosts.square().dataSync()], [1, 4, 9]);
      hosts.dispose();
    }
  });
});
