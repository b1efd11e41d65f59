import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { loadTfjs } from '../../../lib/engine/tfjs/loadTfjs.js';
import { onBackend } from '../../../lib/engine/tfjs/onBackend.js';
import { startWasm } from '../../../lib/engine/tfjs/wasm/startWasm.js';

describe('onBackend', () => {
  before(async () => {
    await startWasm(await loadTfjs());
    await tf.setBackend('cpu');
  });

  it('does its work at once on the backend that is asked for, and hands back what came of it', () => {
    assert.equal(
      onBackend(tf, 'wasm', () => tf.getBackend()),
      'wasm',
    );
    assert.equal(
      onBackend(tf, 'cpu', () => tf.getBackend()),
      'cpu',
    );
  });

  it('puts back the backend that was in force, also from within and after an error', () => {
    onBackend(tf, 'wasm', () => {
      onBackend(tf, 'cpu', () => assert.equal(tf.getBackend(), 'cpu'));
      assert.equal(tf.getBackend(), 'wasm');
    });
    assert.throws(
      () =>
        onBackend(tf, 'wasm', () => {
          throw new Error('of the work');
        }),
      /of the work/,
    );
    assert.equal(tf.getBackend(), 'cpu');
  });
});
