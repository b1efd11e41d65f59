import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { loadTfjs } from '../../../lib/engine/tfjs/loadTfjs.js';
import { onBackend } from '../../../lib/engine/tfjs/onBackend.js';
import { startWasm } from '../../../lib/engine/tfjs/wasm/startWasm.js';
import { hostChooses } from '../../support/hostChooses.js';

describe('onBackend', () => {
  before(async () => {
    await startWasm(await loadTfjs());
    await hostChooses(tf, 'cpu');
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

  it('leaves the last one in force where the host has chosen none', async () => {
    const module = (name: string) => JSON.stringify(new URL(`../../../lib/engine/tfjs/${name}.js`, import.meta.url));
    const script = `
      const { loadTfjs } = await import(${module('loadTfjs')});
      const { onBackend } = await import(${module('onBackend')});
      const { startWasm } = await import(${module('wasm/startWasm')});
      const tf = await loadTfjs();
      await startWasm(tf);
      const names = [];
      const name = () => names.push(tf.getBackend());
      onBackend(tf, 'cpu', name);
      onBackend(tf, 'wasm', () => {
        onBackend(tf, 'cpu', name);
        name();
      });
      name();
      await tf.setBackend('cpu');
      onBackend(tf, 'wasm', name);
      name();
      console.log(names.join());
    `;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
    assert.equal(stdout.trim(), 'cpu,cpu,wasm,wasm,wasm,cpu');
  });
});
