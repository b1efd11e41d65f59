import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as tf from '@tensorflow/tfjs';
import { compile } from '../../../../lib/engine/fast/compile.js';
import { FastLearner } from '../../../../lib/engine/fast/run/FastLearner.js';
import { weighted } from '../../../../lib/engine/tfjs/loss/weighted.js';
import { ConfigError } from '../../../../lib/errors.js';
import { dropoutMask } from '../../../../lib/models/layers/dropoutMask.js';
import { adam } from '../../../../lib/optimizers/index.js';
import { batchFor, layers, onCpu, traceable, weightsFor } from '../../../support/parity.js';

const kernelInitializer = () => tf.initializers.glorotNormal({ seed: 5 });
const network = () =>
  traceable(
    layers(
      tf.layers.dense({ units: 13, activation: 'relu', inputShape: [6], kernelInitializer: kernelInitializer() }),
      tf.layers.dropout({ rate: 0.3 }),
      tf.layers.dense({ units: 7, activation: 'tanh', kernelInitializer: kernelInitializer() }),
      tf.layers.dense({ units: 3, kernelInitializer: kernelInitializer() }),
    ),
    {
      loss: (labels, output) => tf.losses.softmaxCrossEntropy(labels, output),
      weightedLoss: (labels, output, w) =>
        weighted(tf, tf.losses.softmaxCrossEntropy(labels, output, undefined, 0, tf.Reduction.NONE), w),
      predict: (output) => tf.softmax(output as tf.Tensor2D),
      isClassifier: true,
    },
  );

const model = network();
const { program, weights } = onCpu(() => compile(model, { optimizer: adam({ learningRate: 0.01 }), seed: 11 }));
const learner = () => new FastLearner(program, weights);
const batch = (step: number, rows = 8) => batchFor(model, rows, step);
const bytes = (array: Float32Array) => new Uint8Array(array.slice().buffer);

function trainedFor(steps: number, from = 1, trained = learner()): FastLearner {
  // Sizes change from step to step, as they do in a stream.
  for (let step = from; step < from + steps; step++) trained.train(batch(step, 1 + (step % 9)), step);
  return trained;
}

describe('FastLearner', () => {
  it('predicts a row to the same bytes whatever rows ride along', () => {
    const trained = trainedFor(20);
    const most = 70;
    const { x } = batch(1, most);
    const alone = Array.from({ length: most }, (_, row) =>
      trained.predict({ x: x.slice(row * 6, row * 6 + 6), rows: 1 }),
    );
    for (let rows = 2; rows <= most; rows++) {
      const from = (rows * 31) % (most - rows + 1);
      const together = trained.predict({ x: x.slice(from * 6, (from + rows) * 6), rows });
      for (let row = 0; row < rows; row++) {
        assert.deepEqual(bytes(together.slice(row * 3, row * 3 + 3)), bytes(alone[from + row]!));
      }
    }
  });

  it('does the same again to the byte, with predictions of any size in between', () => {
    const one = trainedFor(30);
    const other = learner();
    for (let step = 1; step <= 30; step++) {
      other.predict(batch(step, (step * 7) % 50 || 1));
      other.train(batch(step, 1 + (step % 9)), step);
    }
    assert.deepEqual(bytes(other.weights()), bytes(one.weights()));
  });

  it('goes on exactly from saved weights and state', () => {
    const whole = trainedFor(25);
    const first = trainedFor(10);
    const second = trainedFor(3);
    second.load(first.weights());
    second.restore(first.save());
    trainedFor(15, 11, second);
    assert.deepEqual(bytes(second.weights()), bytes(whole.weights()));
    assert.deepEqual(second.save(), whole.save());
  });

  it('runs from a program that went through JSON', () => {
    const copy = new FastLearner(JSON.parse(JSON.stringify(program)), weights);
    assert.deepEqual(bytes(trainedFor(10, 1, copy).weights()), bytes(trainedFor(10).weights()));
  });

  it('keeps weights, optimizer and shapes when its memory grows', () => {
    const grown = trainedFor(10);
    grown.predict(batch(1, 20_000));
    const same = trainedFor(10);
    trainedFor(5, 11, grown);
    trainedFor(5, 11, same);
    assert.deepEqual(bytes(grown.weights()), bytes(same.weights()));
    assert.deepEqual(grown.shapes, [[6, 13], [13], [13, 7], [7], [7, 3], [3]]);
    assert.equal(grown.weights().length, 6 * 13 + 13 + 13 * 7 + 7 + 7 * 3 + 3);
  });

  it('drops by the masks of seed, layer and step', async () => {
    // With a weight matrix of ones and no other layer, the loss tells the mask: it is the mean of its squares.
    const ones = traceable(
      layers(
        tf.layers.dropout({ rate: 0.3, inputShape: [50] }),
        tf.layers.dense({ units: 1, useBias: false, kernelInitializer: 'ones' }),
      ),
      {
        loss: (_, output) => output,
      },
    );
    const made = onCpu(() => compile(ones, { optimizer: adam({ learningRate: 1e-9 }), seed: 11 }));
    const dropping = new FastLearner(made.program, made.weights);
    for (const step of [1, 2, 40]) {
      const loss = await dropping.train({ x: new Float32Array(100).fill(1), y: new Float32Array(2), rows: 2 }, step);
      const mask = dropoutMask(11, 1 << 20, step, 100, 0.3);
      const mean = mask.reduce((sum, x) => sum + x, 0) / 2;
      assert.ok(Math.abs(loss - mean) < 1e-3, `${loss} is not ${mean}`);
    }
  });

  it('learns', async () => {
    const trained = learner();
    const losses: number[] = [];
    for (let step = 1; step <= 300; step++) losses.push(await trained.train(batch(1, 32), step));
    assert.ok(losses.at(-1)! < 0.7 * losses[0]!, `${losses[0]} became ${losses.at(-1)}`);
  });

  describe('with rows that have weights', () => {
    const asked = { times: 0 };
    const withWeights = async () => {
      asked.times++;
      return onCpu(() => compile(model, { optimizer: adam({ learningRate: 0.01 }), seed: 11, weighted: true })).program;
    };
    const able = () => new FastLearner(program, weights, 'plain', { withWeights, dispose: () => {} });
    const weighing = (step: number) => ({ ...batch(step), w: weightsFor(8, step) });

    it('makes the step for them when the first come, once, and goes on from where it stood', async () => {
      asked.times = 0;
      const [late, early] = [able(), able()];
      await early.train(weighing(1), 1);
      early.load(weights);
      early.restore(able().save());
      for (const learner of [early, late]) trainedFor(10, 1, learner);
      for (let step = 11; step <= 15; step++) {
        const losses = [late.train(weighing(step), step), early.train(weighing(step), step)];
        assert.equal(losses[0] instanceof Promise, step === 11);
        assert.equal(await losses[0], losses[1]);
      }
      assert.equal(asked.times, 2);
      assert.deepEqual(bytes(late.weights()), bytes(early.weights()));
      assert.deepEqual(late.save(), early.save());
    });

    it('trains rows without weights to the same bytes as before', async () => {
      const learner = able();
      await learner.train(weighing(1), 1);
      learner.load(weights);
      learner.restore(able().save());
      assert.deepEqual(bytes(trainedFor(10, 1, learner).weights()), bytes(trainedFor(10).weights()));
    });

    it('refuses them where nothing can make the step', () => {
      assert.throws(() => learner().train(weighing(1), 1), /without weights of rows/);
    });
  });

  it('refuses weights and states of another model', () => {
    assert.throws(() => learner().load(new Float32Array(3)), ConfigError);
    assert.throws(() => learner().restore({ arrays: new Float32Array(3), step: 1 }), ConfigError);
  });

  it('loads no tfjs', () => {
    const url = new URL('../../../../lib/engine/fast/run/FastLearner.js', import.meta.url);
    const code = `
      import { createRequire } from 'node:module';
      await import(${JSON.stringify(url.href)});
      const loaded = Object.keys(createRequire(import.meta.url).cache).filter((file) => file.includes('tensorflow'));
      process.stdout.write(String(loaded.length));`;
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' });
    assert.equal(stdout, '0', stderr);
  });
});
