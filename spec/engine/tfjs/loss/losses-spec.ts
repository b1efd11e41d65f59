import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { loadTfjs } from '../../../../lib/engine/tfjs/loadTfjs.js';
import { crossEntropyFromLogits } from '../../../../lib/engine/tfjs/loss/crossEntropyFromLogits.js';
import type { Loss } from '../../../../lib/engine/tfjs/loss/Loss.js';
import { meanSquaredError } from '../../../../lib/engine/tfjs/loss/meanSquaredError.js';
import { namedLoss } from '../../../../lib/engine/tfjs/loss/namedLoss.js';
import { onBackend } from '../../../../lib/engine/tfjs/onBackend.js';
import { startWasm } from '../../../../lib/engine/tfjs/wasm/startWasm.js';
import { ConfigError } from '../../../../lib/errors.js';
import { toyBatch } from '../../../../lib/testing/toyBatch.js';

const y = toyBatch({ target: 'Classes', inputShape: [2], outputs: 3 }, 5).y;
const outputs = toyBatch({ target: 'Values', inputShape: [2], outputs: 3 }, 5).y.map((value) => value * 4);

/** A loss and its gradient. */
function of(loss: (output: tf.Tensor) => tf.Scalar, output = outputs): number[] {
  return tf.tidy(() => {
    const { value, grad } = tf.valueAndGrad((x) => loss(x))(tf.tensor(output, [5, 3]));
    return [...value.dataSync(), ...grad.dataSync()];
  });
}

function assertClose(actual: readonly number[], expected: readonly number[]): void {
  assert.equal(actual.length, 16);
  actual.forEach((value, i) => {
    assert.ok(Math.abs(value - expected[i]!) < 1e-6, `[${i}] is ${value}, not ${expected[i]}`);
  });
}

describe('losses', () => {
  before(async () => startWasm(await loadTfjs()));

  const pairs: readonly (readonly [string, (tf_: typeof tf) => Loss, (t: tf.Tensor, o: tf.Tensor) => tf.Tensor])[] = [
    ['crossEntropyFromLogits', crossEntropyFromLogits, (t, o) => tf.losses.softmaxCrossEntropy(t, o)],
    ['meanSquaredError', meanSquaredError, (t, o) => tf.losses.meanSquaredError(t, o)],
  ];
  for (const backend of ['cpu', 'wasm']) {
    for (const [name, loss, theirs] of pairs) {
      it(`${name} and its gradient are those of tfjs on ${backend}`, () => {
        onBackend(tf, backend, () => {
          const expected = of((output) => theirs(tf.tensor(y, [5, 3]), output) as tf.Scalar);
          assertClose(
            of((output) => loss(tf)(y, output)),
            expected,
          );
        });
      });
    }
  }

  it('crossEntropyFromLogits still has a gradient where an output is confident and wrong', () => {
    onBackend(tf, 'cpu', () => {
      const [value, ...gradient] = of(
        (output) => crossEntropyFromLogits(tf)(y, output),
        y.map((label) => -200 * label),
      );
      assert.ok(Math.abs(value! - 200) < 1);
      y.forEach((label, i) => {
        if (label === 1) assert.ok(Math.abs(gradient[i]! + 0.2) < 1e-6);
      });
    });
  });

  it("has every loss that tfjs's layers have, under all of tfjs's names", async () => {
    const remedy = await new Promise<string>((resolve) => {
      try {
        namedLoss(tf, 'none');
      } catch (error) {
        if (error instanceof ConfigError) resolve(error.message);
      }
    });
    const names = remedy.split('give one of ')[1]!.split(', ');
    assert.equal(new Set(names.map((name) => namedLoss(tf, name))).size, 13);
    assert.equal(names.length, 25);
    for (const name of names) {
      const loss = onBackend(tf, 'cpu', () =>
        of((output) => tf.mean(namedLoss(tf, name)(tf.tensor(y, [5, 3]), output.sigmoid()))),
      );
      assert.ok(loss.every(Number.isFinite), name);
    }
    const same = (one: string, other: string) => assert.equal(namedLoss(tf, one), namedLoss(tf, other), one);
    for (const name of ['mse', 'MSE']) same(name, 'meanSquaredError');
    for (const name of ['mae', 'MAE']) same(name, 'meanAbsoluteError');
    for (const name of ['mape', 'MAPE']) same(name, 'meanAbsolutePercentageError');
    for (const name of ['msle', 'MSLE']) same(name, 'meanSquaredLogarithmicError');
    for (const name of ['kld', 'KLD']) same(name, 'kullbackLeiblerDivergence');
    same('cosine', 'cosineProximity');
    // Of one-hot labels.
    same('sparseCategoricalCrossentropy', 'categoricalCrossentropy');
    for (const metric of ['binaryAccuracy', 'categoricalAccuracy', 'precision']) {
      assert.throws(() => namedLoss(tf, metric), ConfigError, `${metric} has no gradient`);
    }
  });
});
