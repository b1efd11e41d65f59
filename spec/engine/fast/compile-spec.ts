import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { compile } from '../../../lib/engine/fast/compile.js';
import { codeOf } from '../../../lib/engine/fast/kernels/instructions.js';
import { sgd } from '../../../lib/optimizers/index.js';
import { layers, onCpu, traceable } from '../../support/parity.js';

const options = { optimizer: sgd(), seed: 1 };
const dense = () => tf.layers.dense({ units: 4, inputShape: [3] });

function layerOf(call: (x: tf.Tensor) => tf.Tensor): tf.layers.Layer {
  class Custom extends tf.layers.Layer {
    static readonly className = 'Custom';
    override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
      return call(Array.isArray(inputs) ? inputs[0]! : inputs);
    }
  }
  return new Custom({});
}

describe('compile', () => {
  it('makes a dozen instructions of a small step', () => {
    const { program } = onCpu(() => compile(traceable(layers(dense(), tf.layers.dense({ units: 1 }))), options));
    const { words } = program.predict;
    assert.deepEqual([words[0], words[14]], [codeOf('matmul'), codeOf('matmul')]);
    assert.equal(words.length, 28);
    assert.ok(program.train.words.length < 400, `${program.train.words.length} words`);
  });

  it("takes a layer of the user's whose kernels are known", () => {
    const custom = layerOf((x) => tf.mul(tf.tanh(x), tf.sigmoid(tf.sum(x, -1, true))));
    onCpu(() => compile(traceable(layers(dense(), custom)), options));
  });

  it('names the kernel that is not known', () => {
    const custom = layerOf((x) => tf.atan(x));
    assert.throws(() => onCpu(() => compile(traceable(layers(dense(), custom)), options)), {
      _tag: 'Untraceable',
      what: 'kernel Atan',
    });
  });

  it('refuses random numbers that are drawn while the model runs', () => {
    const custom = layerOf((x) => tf.add(x, tf.randomNormal(x.shape)));
    assert.throws(() => onCpu(() => compile(traceable(layers(dense(), custom)), options)), {
      _tag: 'Untraceable',
      what: 'a constant',
    });
  });

  it('refuses a counter of steps', () => {
    let count = 0;
    const custom = layerOf((x) => tf.mul(x, tf.scalar((++count) ** 2)));
    assert.throws(() => onCpu(() => compile(traceable(layers(dense(), custom)), options)), { _tag: 'Untraceable' });
  });

  it('refuses what does something else for other numbers of rows', () => {
    const custom = layerOf((x) => (x.shape[0]! > 4 ? tf.tanh(x) : tf.sigmoid(x)));
    assert.throws(() => onCpu(() => compile(traceable(layers(dense(), custom)), options)), { _tag: 'Untraceable' });
  });
});
