import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { createLearner } from '../../../lib/engine/createLearner.js';
import type { LabelledBatch, Learner } from '../../../lib/engine/Learner.js';
import type { LearnerDescription } from '../../../lib/engine/LearnerDescription.js';
import type { Activation } from '../../../lib/models/Activation.js';
import { multiHeadAttention } from '../../../lib/models/layers/multiHeadAttention.js';
import { resetAfterGru } from '../../../lib/models/layers/resetAfterGru.js';
import { temporalConv1d } from '../../../lib/models/layers/temporalConv1d.js';
import type { ModelBuilder, ModuleReference } from '../../../lib/models/Model.js';
import { mlp } from '../../../lib/models/mlp.js';
import { adam, type Optimizer, sgd } from '../../../lib/optimizers/index.js';
import { describeOn, engines } from '../../support/engines.js';
import { vectors } from '../../support/vectors.js';

interface Steps {
  readonly lr: number;
  readonly after1: readonly (readonly number[])[];
  readonly after3: readonly (readonly number[])[];
}

/** Settings in Keras' words. */
interface KerasLayer {
  readonly type: string;
  readonly units: number;
  readonly activation: string;
  readonly recurrent_activation?: string;
  readonly return_sequences?: boolean;
  readonly reset_after?: boolean;
  readonly filters: number;
  readonly kernel_size: number;
  readonly padding?: 'causal' | 'same' | 'valid';
  readonly dilation_rate: number;
  readonly pool_size: number;
  readonly num_heads: number;
  readonly key_dim: number;
  readonly use_causal_mask?: boolean;
  readonly epsilon: number;
}

interface Item {
  readonly id: string;
  readonly layers: readonly KerasLayer[];
  readonly loss: 'cce' | 'mse' | 'bce' | 'mae' | 'huber';
  readonly batch: number;
  readonly weights: readonly { readonly v: readonly number[] }[];
  readonly x: { readonly shape: readonly number[]; readonly v: readonly number[] };
  readonly y: { readonly shape: readonly number[]; readonly v: readonly number[] };
  readonly outs: readonly { readonly v: readonly number[] }[];
  readonly lossValue: number;
  readonly grad: readonly (readonly number[])[];
  readonly zeroGrad: readonly number[];
  readonly sgd: Steps;
  readonly adamHat: Steps & { readonly b1: number; readonly b2: number; readonly eps: number };
}

const TOLERANCE = 1e-5;

/** tfjs's layers have no Huber loss, so it is also what a loss of one's own looks like. */
const huber: ModuleReference = { module: new URL('../../support/huber.js', import.meta.url), export: 'huber' };
const losses = {
  ...{ cce: 'categoricalCrossentropy', mse: 'meanSquaredError', bce: 'binaryCrossentropy', mae: 'meanAbsoluteError' },
  huber,
};

const l = tf.layers;

function layersOf(layer: KerasLayer, activation: string): tf.layers.Layer[] {
  const { type, units, filters, kernel_size: kernelSize, dilation_rate: dilation, padding } = layer;
  const ending = { activation: activation as 'linear' };
  // The initial weights are those of the item.
  const recurrent = {
    ...({ units, ...ending, recurrentInitializer: 'zeros', returnSequences: layer.return_sequences === true } as const),
    recurrentActivation: layer.recurrent_activation?.replace('hardSigmoid02', 'hardSigmoid') as 'sigmoid',
  };
  switch (type) {
    case 'Dense':
      return [l.dense({ units, ...ending })];
    case 'Flatten':
      return [l.flatten()];
    case 'LSTM':
      return [l.lstm(recurrent)];
    case 'GRU': {
      const { units, returnSequences } = recurrent;
      return [layer.reset_after === true ? resetAfterGru(tf, { units, returnSequences, seed: 1 }) : l.gru(recurrent)];
    }
    case 'SimpleRNN':
      return [l.simpleRNN(recurrent)];
    case 'MaxPooling1D':
      return [l.maxPooling1d({ poolSize: layer.pool_size })];
    case 'LayerNormalization':
      return [l.layerNormalization({ epsilon: layer.epsilon })];
    case 'MultiHeadAttention': {
      const { num_heads: heads, key_dim: keySize, use_causal_mask: causal = false } = layer;
      return [multiHeadAttention(tf, { heads, keySize, causal, seed: 1 })];
    }
    case 'Conv1D': {
      const convolution = { filters, kernelSize, dilation, padding: padding as 'causal', seed: 1 };
      return [temporalConv1d(tf, convolution), l.activation(ending)];
    }
    default:
      throw new Error(`no layer for ${type}`);
  }
}

/** Every way in which an item can be said. */
function descriptionsOf({ layers, loss, x, y, batch }: Item): { readonly [way: string]: LearnerDescription } {
  const last = layers.at(-1)!;
  const builder =
    (ending: string): ModelBuilder =>
    () =>
      tf.sequential({
        layers: [
          l.inputLayer({ inputShape: x.shape.slice(1) }),
          ...layers.flatMap((layer, i) => layersOf(layer, i === layers.length - 1 ? ending : layer.activation)),
        ],
      });
  const hidden = layers.slice(0, -1).map(({ units }) => units);
  const builtIn = () => mlp({ hidden, activation: layers[0]!.activation as Activation });
  const base = {
    ...{ optimizer: sgd(), inputShape: x.shape.slice(1), outputs: y.shape[1]!, seed: 1, batchSize: batch },
  };
  const classes = loss === 'cce' && last.activation === 'softmax';
  const target = classes ? 'Classes' : 'Values';
  const fromTarget = classes || (loss === 'mse' && last.activation === 'linear');
  const isBuiltIn =
    layers.every(({ type }) => type === 'Dense') &&
    (classes || last.activation === 'linear') &&
    layers.slice(0, -1).every((it, _, all) => it.activation === all[0]!.activation);
  const named = { ...base, target, loss: losses[loss] } as const;
  return {
    "a builder and tfjs's loss": { ...named, model: builder(last.activation) },
    ...(isBuiltIn && { "the built-in and tfjs's loss": { ...named, model: builtIn() } }),
    ...(fromTarget && {
      'a builder and the loss of the target': { ...base, target, loss: undefined, model: builder('linear') },
    }),
    ...(fromTarget &&
      isBuiltIn && {
        'the built-in and the loss of the target': { ...base, target, loss: undefined, model: builtIn() },
      }),
  };
}

function assertClose(actual: ArrayLike<number>, expected: readonly number[], what: string): void {
  assert.equal(actual.length, expected.length, what);
  expected.forEach((value, i) => {
    assert.ok(Math.abs(actual[i]! - value) <= TOLERANCE, `${what}: [${i}] is ${actual[i]}, not ${value}`);
  });
}

describe('networks against Keras', () => {
  const items = vectors<{ readonly items: readonly Item[] }>('layers').items;

  it('is complete', () => assert.equal(items.length, 21));

  for (const engine of engines) {
    for (const item of items) {
      for (const [way, description] of Object.entries(descriptionsOf(item))) {
        const batch: LabelledBatch = {
          x: Float32Array.from(item.x.v),
          y: Float32Array.from(item.y.v),
          rows: item.batch,
        };
        const start = Float32Array.from(item.weights.flatMap(({ v }) => v));

        const started = async (optimizer: Optimizer): Promise<Learner> => {
          const { learner } = await createLearner({ ...description, optimizer }, engine);
          learner.load(start);
          return learner;
        };

        describeOn(engine, `${item.id} on ${engine} with ${way}`, () => {
          it('has the same outputs', async () => {
            const learner = await started(sgd());
            assertClose(await learner.predict(batch), item.outs.at(-1)!.v, 'outputs');
          });

          it('has the same loss and gradients', async () => {
            const learner = await started(sgd({ learningRate: 1 }));
            const loss = await learner.train(batch, 1);
            assertClose([loss], [item.lossValue], 'loss');
            const after = await learner.weights();
            assertClose(
              start.map((weight, i) => weight - after[i]!),
              item.grad.flat(),
              'gradient',
            );
          });

          it('has the same weights after steps of sgd', async () => {
            const learner = await started(sgd({ learningRate: item.sgd.lr }));
            await learner.train(batch, 1);
            assertClose(await learner.weights(), item.sgd.after1.flat(), 'after 1 step');
            await learner.train(batch, 2);
            await learner.train(batch, 3);
            assertClose(await learner.weights(), item.sgd.after3.flat(), 'after 3 steps');
          });

          it('has the same weights after steps of adam', async () => {
            const { lr, b1, b2, eps, after1, after3 } = item.adamHat;
            const learner = await started(adam({ learningRate: lr, beta1: b1, beta2: b2, epsilon: eps }));
            // Where a gradient is zero in exact arithmetic, adam amplifies what rounding has left of it.
            const defined = async () => {
              const weights = await learner.weights();
              let at = 0;
              return item.weights.flatMap(({ v }, i) => {
                at += v.length;
                return item.zeroGrad.includes(i) ? [] : [...weights.subarray(at - v.length, at)];
              });
            };
            const expected = (weights: Steps['after1']) => weights.filter((_, i) => !item.zeroGrad.includes(i)).flat();
            await learner.train(batch, 1);
            assertClose(await defined(), expected(after1), 'after 1 step');
            await learner.train(batch, 2);
            await learner.train(batch, 3);
            assertClose(await defined(), expected(after3), 'after 3 steps');
          });
        });
      }
    }
  }
});
