import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { createTfjsLearner } from '../../../../lib/engine/tfjs/createTfjsLearner.js';
import { loadTfjs } from '../../../../lib/engine/tfjs/loadTfjs.js';
import { randomLayers } from '../../../../lib/engine/tfjs/model/randomLayers.js';
import { onBackend } from '../../../../lib/engine/tfjs/onBackend.js';
import { dropout } from '../../../../lib/models/layers/dropout.js';
import { describeLearner } from '../../../support/engines.js';
import { silent } from '../../../support/silent.js';

const namesIn = (layers: () => tf.layers.Layer[]) =>
  onBackend(tf, 'cpu', () => randomLayers(tf.sequential({ layers: layers() })));

describe('randomLayers', () => {
  before(() => loadTfjs());

  it('finds none where nothing is drawn at random, or by our dropout only', () => {
    const none = namesIn(() => [
      tf.layers.lstm({ units: 3, inputShape: [4, 2], dropout: 0, recurrentDropout: 0 }),
      dropout(tf, { rate: 0.5 }),
      tf.layers.dense({ units: 2 }),
    ]);
    assert.deepEqual(none, []);
  });

  it("finds tfjs's own dropout and noise, in inner networks, wrappers and cells too", () => {
    const name = 'culprit';
    const inputShape = [4, 2];
    const culprits = [
      () => [tf.layers.dropout({ rate: 0.5, name, inputShape })],
      () => [tf.layers.gaussianNoise({ stddev: 1, name, inputShape })],
      () => [tf.layers.gaussianDropout({ rate: 0.5, name, inputShape })],
      () => [tf.layers.alphaDropout({ rate: 0.5, name, inputShape })],
      () => [tf.layers.gru({ units: 2, name, inputShape, dropout: 0.1 })],
      () => [tf.layers.lstm({ units: 2, name, inputShape, recurrentDropout: 0.1 })],
      () => [tf.layers.rnn({ cell: tf.layers.lstmCell({ units: 2, dropout: 0.1 }), name, inputShape })],
      () => [tf.layers.timeDistributed({ layer: tf.layers.dropout({ rate: 0.5 }), name, inputShape })],
      () => [tf.sequential({ name, layers: [tf.layers.dropout({ rate: 0.5, inputShape })] })],
    ];
    for (const culprit of culprits) assert.deepEqual(namesIn(culprit), [name]);
  });

  it('are warned of when a learner is made', async () => {
    const logger = silent();
    const model = () =>
      tf.sequential({
        layers: [tf.layers.dropout({ rate: 0.5, name: 'culprit', inputShape: [4] }), tf.layers.dense({ units: 2 })],
      });
    await createTfjsLearner('cpu', describeLearner({ model }), logger);
    assert.equal(logger.said.length, 1);
    assert.match(logger.said[0]!, /^culprit: .*dropout\(tf, \{ rate \}\)/);
  });
});
