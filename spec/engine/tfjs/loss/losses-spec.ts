import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { loadTfjs } from '../../../../lib/engine/tfjs/loadTfjs.js';
import { crossEntropyFromLogits } from '../../../../lib/engine/tfjs/loss/crossEntropyFromLogits.js';
import type { Loss } from '../../../../lib/engine/tfjs/loss/Loss.js';
import { meanSquaredError } from '../../../../lib/engine/tfjs/loss/meanSquaredError.js';
import { namedLoss } from '../../../../lib/engine/tfjs/loss/namedLoss.js';
import { resolveLoss } from '../../../../lib/engine/tfjs/loss/resolveLoss.js';
import { onBackend } from '../../../../lib/engine/tfjs/onBackend.js';
import { startWasm } from '../../../../lib/engine/tfjs/wasm/startWasm.js';
import { ConfigError } from '../../../../lib/errors.js';
import { toyBatch } from '../../../../lib/testing/toyBatch.js';
import { describeLearner } from '../../../support/engines.js';

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

  // From the docstrings of Keras 3's losses: what each gives without and with `sample_weight`.
  const keras: readonly (readonly [string | undefined, number[][], number[][], number[], number])[] = [
    [
      undefined,
      [
        [0, 1],
        [0, 0],
      ],
      [
        [1, 1],
        [1, 0],
      ],
      [0.7, 0.3],
      0.25,
    ],
    [
      'meanSquaredError',
      [
        [0, 1],
        [0, 0],
      ],
      [
        [1, 1],
        [1, 0],
      ],
      [0.7, 0.3],
      0.25,
    ],
    [
      'meanAbsoluteError',
      [
        [0, 1],
        [0, 0],
      ],
      [
        [1, 1],
        [1, 0],
      ],
      [0.7, 0.3],
      0.25,
    ],
    [
      'categoricalCrossentropy',
      [
        [0, 1, 0],
        [0, 0, 1],
      ],
      [
        [0.05, 0.95, 0],
        [0.1, 0.8, 0.1],
      ],
      [0.3, 0.7],
      0.814,
    ],
    [
      'kullbackLeiblerDivergence',
      [
        [0, 1],
        [0, 0],
      ],
      [
        [0.6, 0.4],
        [0.4, 0.6],
      ],
      [0.8, 0.2],
      0.366,
    ],
    [
      'poisson',
      [
        [0, 1],
        [0, 0],
      ],
      [
        [1, 1],
        [0, 0],
      ],
      [0.8, 0.2],
      0.4,
    ],
  ];
  for (const [name, labels, predictions, weights, expected] of keras) {
    it(`${name ?? 'the loss of values'} of rows with weights is Keras's`, async () => {
      const description = describeLearner({ loss: name, target: 'Values' });
      const loss = await resolveLoss(tf, description);
      const value = onBackend(tf, 'cpu', () =>
        tf.tidy(() => loss(Float32Array.from(labels.flat()), tf.tensor2d(predictions), Float32Array.from(weights))),
      );
      assert.ok(Math.abs(value.dataSync()[0]! - expected) < 1e-3, `${value.dataSync()[0]} is not ${expected}`);
    });
  }

  for (const backend of ['cpu', 'wasm']) {
    for (const [name, loss, theirs] of pairs) {
      it(`${name} and its gradient, of rows with weights, are those of tfjs row by row on ${backend}`, () => {
        const w = Float32Array.of(0.5, 0, 2, 1, 7);
        onBackend(tf, backend, () => {
          const expected = of((output) => {
            const terms = Array.from(w, (weight, row) => {
              const label = tf.tensor(y.slice(row * 3, row * 3 + 3), [1, 3]);
              return tf.mul(theirs(label, tf.slice(output, [row, 0], [1, 3])), weight);
            });
            return tf.div(tf.addN(terms), 5);
          });
          assertClose(
            of((output) => loss(tf)(y, output, w)),
            expected,
          );
        });
      });
    }
  }

  it('of a batch as a whole is refused where rows have weights', async () => {
    const module = new URL('../../../support/huber.js', import.meta.url);
    const loss = await resolveLoss(tf, describeLearner({ loss: { module, export: 'huber' }, target: 'Values' }));
    const output = tf.tensor(outputs, [5, 3]);
    assert.equal(onBackend(tf, 'cpu', () => loss(y, output)).size, 1);
    assert.throws(() => onBackend(tf, 'cpu', () => loss(y, output, new Float32Array(5))), {
      name: 'ConfigError',
      message: /^loss: 'a loss of the shape \[\]' will not do; rows with weights need .* one number for each row/,
    });
  });

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
