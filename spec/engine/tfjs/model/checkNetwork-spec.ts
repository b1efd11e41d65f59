import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import type { LearnerDescription } from '../../../../lib/engine/LearnerDescription.js';
import { loadTfjs } from '../../../../lib/engine/tfjs/loadTfjs.js';
import { checkNetwork } from '../../../../lib/engine/tfjs/model/checkNetwork.js';
import { onBackend } from '../../../../lib/engine/tfjs/onBackend.js';
import { ConfigError } from '../../../../lib/errors.js';
import { describeLearner } from '../../../support/engines.js';

type Ending = 'linear' | 'softmax' | 'sigmoid' | 'hardSigmoid' | 'relu';

/** What is said about a network, one line per mistake. */
function said(network: () => unknown, changes: Partial<LearnerDescription> = {}): string {
  try {
    onBackend(tf, 'cpu', () => checkNetwork(network() as tf.LayersModel, describeLearner(changes)));
  } catch (error) {
    if (error instanceof ConfigError && error.mistakes.every(({ option }) => option === 'model')) return error.message;
    throw error;
  }
  return '';
}

const dense = (units: number, activation: Ending = 'linear', inputShape = [4]) =>
  tf.layers.dense({ units, activation, inputShape });

describe('checkNetwork', () => {
  before(() => loadTfjs());

  it('passes a network that fits', () => {
    assert.equal(
      said(() => tf.sequential({ layers: [dense(2)] })),
      '',
    );
  });

  it('asks for logits where the loss takes logits', () => {
    for (const ending of ['softmax', 'sigmoid', 'hardSigmoid'] as const) {
      const networks = [
        () => tf.sequential({ layers: [dense(2, ending)] }),
        () => tf.sequential({ layers: [dense(2), tf.layers.activation({ activation: ending })] }),
        () => tf.sequential({ layers: [dense(3, 'relu'), tf.sequential({ layers: [dense(2, ending, [3])] })] }),
      ];
      for (const network of networks) {
        assert.match(said(network), new RegExp(`ending in ${ending}.*end in a linear layer.*categoricalCrossentropy`));
        assert.equal(said(network, { loss: 'categoricalCrossentropy' }), '');
        assert.equal(said(network, { target: 'Values' }), '');
      }
    }
    assert.match(
      said(() => tf.sequential({ layers: [dense(2), tf.layers.softmax()] })),
      /ending in softmax/,
    );
  });

  it('asks for as many outputs as the target has', () => {
    assert.match(
      said(() => tf.sequential({ layers: [dense(3)] })),
      /output shape \[3\].*the target needs 2 numbers/,
    );
    assert.match(
      said(() => tf.sequential({ layers: [dense(2), tf.layers.reshape({ targetShape: [1, 2] })] })),
      /output shape \[1, 2\].*the target needs 2 numbers/,
    );
  });

  it('asks for the input of an instance', () => {
    assert.match(
      said(() => tf.sequential({ layers: [dense(2, 'linear', [5])] })),
      /input shape \[5\].*an instance has the shape \[4\]/,
    );
    const anyLength = () =>
      tf.sequential({
        layers: [tf.layers.globalAveragePooling1d({ inputShape: [null, 3] } as object), dense(2, 'linear', [3])],
      });
    assert.equal(said(anyLength, { inputShape: [7, 3] }), '');
    assert.match(said(anyLength, { inputShape: [7, 2] }), /input shape \[any, 3\]/);
  });

  it('lists everything that does not fit', () => {
    const message = said(() => tf.sequential({ layers: [dense(3, 'softmax', [5])] }));
    assert.equal(message.split('\n').length, 3);
  });

  it('refuses what is no network, or has several inputs or outputs', () => {
    for (const nothing of [undefined, null, {}, 'network', Promise.resolve()]) {
      assert.match(
        said(() => nothing),
        /return a tf.LayersModel/,
      );
    }
    const two = () => {
      const inputs = [tf.input({ shape: [4] }), tf.input({ shape: [4] })];
      return tf.model({ inputs, outputs: tf.layers.add().apply(inputs) as tf.SymbolicTensor });
    };
    assert.match(said(two), /one input and one output/);
  });

  it('refuses what keeps a state between predictions, or cannot be trained', () => {
    const stateful = () =>
      tf.sequential({
        layers: [tf.layers.lstm({ units: 2, batchInputShape: [1, 3, 2], stateful: true }), dense(2, 'linear', [2])],
      });
    assert.match(said(stateful, { inputShape: [3, 2] }), /stateless/);
    assert.match(
      said(() => tf.sequential({ layers: [tf.layers.activation({ activation: 'relu', inputShape: [2] })] }), {
        inputShape: [2],
      }),
      /weights that can be trained/,
    );
  });
});
