import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { loadTfjs } from '../../../lib/engine/tfjs/loadTfjs.js';
import { onBackend } from '../../../lib/engine/tfjs/onBackend.js';
import { ConfigError } from '../../../lib/errors.js';
import { dropoutClass, shareTrainingStep } from '../../../lib/models/layers/DropoutLayer.js';
import { dropout } from '../../../lib/models/layers/dropout.js';
import { dropoutMask } from '../../../lib/models/layers/dropoutMask.js';

const onCpu = <T>(work: () => T): T => onBackend(tf, 'cpu', work);

function masksOf(network: tf.LayersModel, shape: number[]): number[] {
  return [...(network.apply(tf.ones(shape), { training: true }) as tf.Tensor).dataSync()];
}

describe('dropout', () => {
  before(() => loadTfjs());

  const network = () =>
    tf.sequential({ layers: [tf.layers.inputLayer({ inputShape: [3, 2] }), dropout(tf, { rate: 0.5 })] });

  it('multiplies with the mask of its seed, its number and the step in training', () => {
    onCpu(() => {
      const model = network();
      const step = shareTrainingStep(model, 11);
      for (step.step = 1; step.step < 5; step.step++) {
        assert.deepEqual(masksOf(model, [4, 3, 2]), [...dropoutMask(11, 0, step.step, 24, 0.5)]);
      }
    });
  });

  it('passes its input on in predicting', () => {
    onCpu(() => {
      const output = network().predict(tf.ones([4, 3, 2])) as tf.Tensor;
      assert.deepEqual(output.shape, [4, 3, 2]);
      assert.ok(output.dataSync().every((value) => value === 1));
    });
  });

  it('has gradients where it kept its input only', () => {
    onCpu(() => {
      const model = network();
      shareTrainingStep(model, 11).step = 3;
      const gradient = tf.grad((x) => tf.sum(model.apply(x, { training: true }) as tf.Tensor))(tf.ones([1, 3, 2]));
      assert.deepEqual([...gradient.dataSync()], [...dropoutMask(11, 0, 3, 6, 0.5)]);
    });
  });

  it('is numbered through a network, and through networks and wrappers in it', () => {
    onCpu(() => {
      const layer = () => dropout(tf, { rate: 0.5 });
      const inner = tf.sequential({ layers: [tf.layers.inputLayer({ inputShape: [2] }), layer(), layer()] });
      const wrapped = tf.layers.timeDistributed({ layer: layer() });
      const alone = tf.sequential({ layers: [tf.layers.inputLayer({ inputShape: [2] }), inner, layer()] });
      const all = [...inner.layers, alone.layers[2]!].filter((it) => it.getClassName() === 'AdlstreamDropout');
      assert.equal(all.length, 3);
      const around = tf.sequential({ layers: [tf.layers.inputLayer({ inputShape: [3, 2] }), wrapped] });
      shareTrainingStep(alone, 5).step = 1;
      const expected = [0, 1, 2].map((number) => [...dropoutMask(5, number, 1, 8, 0.5)]);
      const seen = all.map((it) => [...(it.call(tf.ones([4, 2]), { training: true }) as tf.Tensor).dataSync()]);
      assert.deepEqual(seen, expected);
      assert.doesNotThrow(() => {
        shareTrainingStep(around, 5).step = 1;
        around.apply(tf.ones([2, 3, 2]), { training: true });
      });
    });
  });

  it('says what to do where nobody counts its steps', () => {
    onCpu(() => assert.throws(() => masksOf(network(), [1, 3, 2]), /train through createContext/));
  });

  it('comes back with a network that was saved', async () => {
    const saved = onCpu(() => network().toJSON(null, false));
    const copy = await tf.models.modelFromJSON(saved as Parameters<typeof tf.models.modelFromJSON>[0]);
    onCpu(() => {
      shareTrainingStep(copy, 11).step = 2;
      assert.deepEqual(masksOf(copy, [1, 3, 2]), [...dropoutMask(11, 0, 2, 6, 0.5)]);
    });
  });

  it('is one class for one tfjs', () => assert.equal(dropoutClass(tf), dropoutClass(tf)));

  it('refuses a rate out of its range', () => {
    for (const rate of [-0.1, 1, Number.NaN]) assert.throws(() => dropout(tf, { rate }), ConfigError);
  });
});
