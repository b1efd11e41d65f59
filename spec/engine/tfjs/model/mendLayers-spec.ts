import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { createLearner } from '../../../../lib/engine/createLearner.js';
import { loadTfjs } from '../../../../lib/engine/tfjs/loadTfjs.js';
import { mendLayers } from '../../../../lib/engine/tfjs/model/mendLayers.js';
import { onBackend } from '../../../../lib/engine/tfjs/onBackend.js';
import type { ModelBuilder } from '../../../../lib/models/Model.js';
import { sgd } from '../../../../lib/optimizers/index.js';
import { toyBatch } from '../../../../lib/testing/toyBatch.js';
import { assertClose } from '../../../support/assertClose.js';
import { availableEngines, describeLearner } from '../../../support/engines.js';
import { randomArray } from '../../../support/random.js';

const l = tf.layers;
const initial = () =>
  ({ kernelInitializer: tf.initializers.glorotUniform({ seed: 5 }), biasInitializer: 'ones' }) as const;
const mended: readonly (readonly [string, readonly number[], () => tf.layers.Layer])[] = [
  ['conv1d', [7, 2], () => l.conv1d({ filters: 3, kernelSize: 2, dilationRate: 3, ...initial() })],
  [
    'conv1d, same',
    [7, 2],
    () => l.conv1d({ filters: 3, kernelSize: 2, dilationRate: 3, padding: 'same', ...initial() }),
  ],
  [
    'conv1d, tanh',
    [7, 2],
    () => l.conv1d({ filters: 3, kernelSize: 3, dilationRate: 2, activation: 'tanh', ...initial() }),
  ],
  ['conv2d', [7, 6, 2], () => l.conv2d({ filters: 3, kernelSize: [3, 2], dilationRate: [2, 3], ...initial() })],
  [
    'conv2d, same, elu, without bias',
    [7, 6, 2],
    () =>
      l.conv2d({
        ...{ filters: 3, kernelSize: [2, 4], dilationRate: 2, padding: 'same', activation: 'elu', useBias: false },
        ...initial(),
      }),
  ],
  ['upSampling2d', [3, 2, 2], () => l.upSampling2d({ size: [2, 3] })],
];

describe('mendLayers', () => {
  before(() => loadTfjs());

  for (const [name, inputShape, make] of mended) {
    it(`${name} computes what it did, and has its gradient`, () => {
      onBackend(tf, 'cpu', () => {
        const layer = make();
        const network = tf.sequential({ layers: [l.inputLayer({ inputShape: [...inputShape] }), layer] });
        const shape = [2, ...inputShape];
        const size = shape.reduce((a, b) => a * b, 1);
        const x = randomArray(size, 1);
        const outputOf = (from: Float32Array) => network.apply(tf.tensor(from, shape)) as tf.Tensor;
        const before = outputOf(x);
        const own = before.dataSync<'float32'>();
        mendLayers(tf, network);
        assert.ok(Object.hasOwn(layer, 'call'), 'it is mended');
        assert.deepEqual(outputOf(x).shape, before.shape);
        assertClose(outputOf(x).dataSync(), own, { relative: 1e-5, floor: 1e-6, what: 'output' });

        const weighing = tf.tensor(randomArray(own.length, 2), before.shape);
        const scalar = (from: tf.Tensor) => tf.sum(tf.mul(network.apply(from) as tf.Tensor, weighing));
        const gradient = tf.grad(scalar)(tf.tensor(x, shape)).dataSync<'float32'>();
        for (const i of [0, 5, size - 1]) {
          const at = (change: number) => scalar(tf.tensor(x.with(i, x[i]! + change), shape)).dataSync()[0]!;
          const slope = (at(0.01) - at(-0.01)) / 0.02;
          assert.ok(Math.abs(gradient[i]! - slope) < 2e-3, `${i}: ${gradient[i]} where the slope is ${slope}`);
        }
      });
    });
  }

  it('leaves all other layers alone, and those with channels first', () => {
    onBackend(tf, 'cpu', () => {
      const first = { dilationRate: 2, dataFormat: 'channelsFirst' } as const;
      const network = tf.sequential({
        layers: [
          l.conv2d({ filters: 2, kernelSize: 2, inputShape: [8, 8, 8], ...first }),
          l.conv2d({ filters: 2, kernelSize: 2 }),
          l.upSampling2d({ interpolation: 'bilinear' }),
        ],
      });
      mendLayers(tf, network);
      assert.ok(network.layers.every((layer) => !Object.hasOwn(layer, 'call')));
    });
  });

  for (const engine of availableEngines) {
    it(`a dilated convolution within an inner network trains on ${engine}`, async () => {
      const model: ModelBuilder = ({ input, outputs, seed }) => {
        const kernelInitializer = tf.initializers.glorotUniform({ seed });
        const conv = l.conv1d({
          filters: 3,
          kernelSize: 2,
          dilationRate: 2,
          inputShape: [...input],
          kernelInitializer,
        });
        const inner = tf.sequential({ layers: [conv] });
        return tf.sequential({ layers: [inner, l.flatten(), l.dense({ units: outputs, kernelInitializer })] });
      };
      const description = describeLearner({ model, inputShape: [6, 2], optimizer: sgd({ learningRate: 0.1 }) });
      const { learner, engine: had } = await createLearner(description, engine);
      assert.equal(had, engine);
      const losses: number[] = [];
      for (let step = 1; step <= 40; step++) losses.push(await learner.train(toyBatch(description, 16), step));
      assert.ok(losses.at(-1)! < losses[0]! / 2, `${losses[0]} to ${losses.at(-1)}`);
      learner.dispose();
    });
  }
});
