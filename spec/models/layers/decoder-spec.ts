import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { loadTfjs } from '../../../lib/engine/tfjs/loadTfjs.js';
import { onBackend } from '../../../lib/engine/tfjs/onBackend.js';
import { type DecoderConfig, decoderClass } from '../../../lib/models/layers/DecoderLayer.js';
import { assertClose } from '../../support/assertClose.js';
import { decoderReference } from '../../support/decoderReference.js';
import { randomArray } from '../../support/random.js';

const STEPS = 5;
const FEATURES = 3;
const config: DecoderConfig = {
  ...{ horizon: 4, width: 2, targets: [], modelSize: 6, heads: 2, blocks: 2, feedForward: 7, activation: 'tanh' },
  ...{ rate: 0, dense: [5], denseActivation: 'relu', denseDropout: 0, seed: 3 },
};
const onCpu = <T>(work: () => T): T => onBackend(tf, 'cpu', work);

/** From an encoder's output and its input to a forecast, every weight drawn at random. */
function networkOf(changes: Partial<DecoderConfig> = {}): tf.LayersModel {
  const complete = { ...config, ...changes };
  const inputs = [tf.input({ shape: [STEPS, complete.modelSize] }), tf.input({ shape: [STEPS, FEATURES] })];
  const layer = new (decoderClass(tf))(complete);
  const model = tf.model({ inputs, outputs: layer.apply(inputs) as tf.SymbolicTensor });
  // Else all biases are 0 and no one would miss them.
  model.setWeights(model.getWeights().map(({ shape, size }, i) => tf.tensor(randomArray(size, i + 1), shape)));
  return model;
}

const rows = 3;
const encoded = randomArray(rows * STEPS * config.modelSize, 101);
const input = randomArray(rows * STEPS * FEATURES, 102);
const labels = randomArray(rows * config.horizon * config.width, 103);

function outputOf(network: tf.LayersModel, how: object, x = input): Float32Array {
  const given = [tf.tensor(encoded, [rows, STEPS, config.modelSize]), tf.tensor(x, [rows, STEPS, FEATURES])];
  return (network.apply(given, how) as tf.Tensor).dataSync<'float32'>();
}

const forced = (y: Float32Array) => ({ training: true, labels: tf.tensor(y, [rows, y.length / rows]) });
/** The steps of one row, each as text. */
const stepsOf = (output: Float32Array, row: number) =>
  Array.from({ length: config.horizon }, (_, step) => {
    const from = (row * config.horizon + step) * config.width;
    return String(output.subarray(from, from + config.width));
  });

describe("a transformer's decoder", () => {
  before(() => loadTfjs());

  it('follows its formula, in training and step by step', () => {
    onCpu(() => {
      for (const changes of [{}, { targets: [2, 0] }, { dense: [] }, { horizon: 1 }, { heads: 4 }]) {
        const network = networkOf(changes);
        const complete = { ...config, ...changes };
        const weights = network.getWeights().map((weight) => weight.dataSync<'float32'>());
        const y = labels.subarray(0, rows * complete.horizon * complete.width);
        const given = { encoded, input, rows, steps: STEPS, features: FEATURES };
        const close = { relative: 1e-4, floor: 1e-5 };
        const all = { ...close, what: JSON.stringify(changes) };
        assertClose(outputOf(network, forced(y)), decoderReference(complete, weights, { ...given, labels: y }), all);
        assertClose(outputOf(network, { training: false }), decoderReference(complete, weights, given), all);
      }
    });
  });

  it('forecasts in steps what it says of all steps at once when they are handed to it', () => {
    onCpu(() => {
      const network = networkOf();
      const forecast = outputOf(network, { training: false });
      assertClose(outputOf(network, forced(forecast)), forecast, { relative: 1e-4, floor: 1e-5, what: 'step' });
      const others = outputOf(network, forced(labels));
      assert.deepEqual(stepsOf(others, 1)[0], stepsOf(outputOf(network, forced(forecast)), 1)[0]);
      assert.notDeepEqual(stepsOf(others, 1)[1], stepsOf(forecast, 1)[1]);
    });
  });

  it('lets a step see the labels before it, and none from it on', () => {
    onCpu(() => {
      const network = networkOf();
      const before = outputOf(network, forced(labels));
      // The second value of row 1's second step.
      const changed = outputOf(network, forced(labels.with((config.horizon + 1) * config.width + 1, 5)));
      const [was, is] = [stepsOf(before, 1), stepsOf(changed, 1)];
      assert.deepEqual(
        was.map((step, i) => step === is[i]),
        [true, true, false, false],
      );
      for (const row of [0, 2]) assert.deepEqual(stepsOf(changed, row), stepsOf(before, row));
    });
  });

  it('begins with the targets among the features of the last step, or with all of them', () => {
    onCpu(() => {
      const last = (feature: number) => input.with((STEPS - 1) * FEATURES + feature, 4);
      const before = { ...forced(labels) };
      for (const [targets, seen] of [
        [[], [0, 1, 2]],
        [
          [2, 0],
          [2, 0],
        ],
      ] as const) {
        const network = networkOf({ targets });
        const output = String(outputOf(network, before));
        for (const feature of [0, 1, 2]) {
          const isSeen = String(outputOf(network, before, last(feature))) !== output;
          assert.equal(isSeen, (seen as readonly number[]).includes(feature), `${targets}: ${feature}`);
        }
        assert.equal(String(outputOf(network, before, input.with(0, 4))), output, 'earlier steps by the encoder only');
      }
    });
  });

  it('comes back with a network that was saved', async () => {
    const network = onCpu(() => networkOf({ targets: [1, 2] }));
    const saved = network.toJSON(null, false) as Parameters<typeof tf.models.modelFromJSON>[0];
    const copy = await tf.models.modelFromJSON(structuredClone(saved));
    onCpu(() => {
      copy.setWeights(network.getWeights());
      assert.deepEqual(copy.outputs[0]!.shape, [null, 8]);
      assert.deepEqual(outputOf(copy, {}), outputOf(network, {}));
    });
  });

  it('draws its initial weights from the seed, each kernel its own', () => {
    onCpu(() => {
      const kernels = (seed: number) => {
        const inputs = [tf.input({ shape: [STEPS, 6] }), tf.input({ shape: [STEPS, FEATURES] })];
        const layer = new (decoderClass(tf))({ ...config, seed });
        const model = tf.model({ inputs, outputs: layer.apply(inputs) as tf.SymbolicTensor });
        return model.getWeights().flatMap((weight) => (weight.rank === 2 ? [String(weight.dataSync())] : []));
      };
      assert.deepEqual(kernels(1), kernels(1));
      const all = [...kernels(1), ...kernels(2)];
      assert.equal(new Set(all).size, all.length);
    });
  });
});
