import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { loadTfjs } from '../../../lib/engine/tfjs/loadTfjs.js';
import { onBackend } from '../../../lib/engine/tfjs/onBackend.js';
import { ConfigError } from '../../../lib/errors.js';
import { echoState, multiHeadAttention, resetAfterGru, temporalConv1d } from '../../../lib/models/index.js';
import { positionalCode, positionalEncodingClass } from '../../../lib/models/layers/PositionalEncodingLayer.js';
import { reservoir } from '../../../lib/models/layers/reservoir.js';
import { randomArray } from '../../support/random.js';

const onCpu = <T>(work: () => T): T => onBackend(tf, 'cpu', work);

function networkOf(layer: tf.layers.Layer): tf.LayersModel {
  return tf.sequential({ layers: [tf.layers.inputLayer({ inputShape: [6, 3] }), layer] });
}

function outputOf(network: tf.LayersModel, x: Float32Array): Float32Array {
  return (network.apply(tf.tensor(x, [x.length / 18, 6, 3])) as tf.Tensor).dataSync<'float32'>();
}

const makers: { readonly [name: string]: (seed: number) => tf.layers.Layer } = {
  'a causal convolution': (seed) => temporalConv1d(tf, { filters: 4, kernelSize: 2, dilation: 2, seed }),
  'a convolution that sees both sides': (seed) =>
    temporalConv1d(tf, { filters: 4, kernelSize: 3, padding: 'same', seed }),
  attention: (seed) => multiHeadAttention(tf, { heads: 2, keySize: 3, seed }),
  'causal attention': (seed) => multiHeadAttention(tf, { heads: 2, keySize: 3, causal: true, seed }),
  'echo states': (seed) => echoState(tf, { units: 5, connectivity: 0.5, leaky: 0.3, seed }),
  'gated recurrent units': (seed) => resetAfterGru(tf, { units: 5, seed }),
  'all states of gated recurrent units': (seed) => resetAfterGru(tf, { units: 5, returnSequences: true, seed }),
  'all echo states': (seed) => echoState(tf, { units: 5, returnSequences: true, seed }),
};

describe('layers of sequences', () => {
  before(() => loadTfjs());
  const x = randomArray(2 * 18, 1);

  for (const [name, make] of Object.entries(makers)) {
    it(`${name}: the seed decides the weights`, () => {
      onCpu(() => {
        assert.deepEqual(outputOf(networkOf(make(1)), x), outputOf(networkOf(make(1)), x));
        assert.notDeepEqual(outputOf(networkOf(make(1)), x), outputOf(networkOf(make(2)), x));
      });
    });

    it(`${name}: comes back with a network that was saved`, async () => {
      const network = onCpu(() => networkOf(make(1)));
      const saved = network.toJSON(null, false) as Parameters<typeof tf.models.modelFromJSON>[0];
      const copy = await tf.models.modelFromJSON(structuredClone(saved));
      onCpu(() => {
        copy.setWeights(network.getWeights());
        assert.deepEqual(copy.outputs[0]!.shape, network.outputs[0]!.shape);
        assert.deepEqual(outputOf(copy, x), outputOf(network, x));
      });
    });
  }

  for (const name of [
    'a causal convolution',
    'causal attention',
    'all echo states',
    'all states of gated recurrent units',
  ]) {
    it(`${name}: sees nothing that comes later, and what came before`, () => {
      onCpu(() => {
        const network = networkOf(makers[name]!(1));
        const width = network.outputs[0]!.shape[2]!;
        const one = x.slice(0, 18);
        const before = outputOf(network, one);
        const changed = outputOf(network, one.with(3 * 3, 9));
        assert.deepEqual(changed.subarray(0, 3 * width), before.subarray(0, 3 * width));
        assert.notDeepEqual(changed.subarray(3 * width, 4 * width), before.subarray(3 * width, 4 * width));
        assert.notDeepEqual(changed.subarray(5 * width), before.subarray(5 * width));
      });
    });
  }

  it('a convolution is the sum over what it sees', () => {
    onCpu(() => {
      for (const padding of ['causal', 'same'] as const) {
        const [filters, kernelSize, dilation] = [2, 3, 2];
        const network = networkOf(temporalConv1d(tf, { filters, kernelSize, dilation, padding, seed: 1 }));
        const kernel = network.getWeights()[0]!.dataSync();
        const start = padding === 'causal' ? -4 : -2;
        const expected = Array.from({ length: 6 * filters }, (_, at) => {
          const [step, filter] = [Math.floor(at / filters), at % filters];
          let sum = 0;
          for (let k = 0; k < kernelSize; k++) {
            const seen = step + start + k * dilation;
            if (seen < 0 || seen > 5) continue;
            for (let c = 0; c < 3; c++) sum += x[seen * 3 + c]! * kernel[(k * 3 + c) * filters + filter]!;
          }
          return sum;
        });
        const actual = outputOf(network, x.slice(0, 18));
        expected.forEach((value, i) => {
          assert.ok(Math.abs(value - actual[i]!) < 1e-6, `${i}`);
        });
      }
    });
  });

  it('an echo state follows its formula', () => {
    onCpu(() => {
      const network = networkOf(echoState(tf, { units: 4, connectivity: 0.5, leaky: 0.3, seed: 3 }));
      assert.equal(network.trainableWeights.length, 0);
      const [kernel, recurrent] = network.getWeights().map((weight) => weight.dataSync());
      let state = [0, 0, 0, 0];
      for (let step = 0; step < 6; step++) {
        state = state.map((h, unit) => {
          let sum = 0;
          for (let i = 0; i < 3; i++) sum += x[step * 3 + i]! * kernel![i * 4 + unit]!;
          for (let i = 0; i < 4; i++) sum += state[i]! * recurrent![i * 4 + unit]!;
          return 0.7 * h + 0.3 * Math.tanh(sum);
        });
      }
      const actual = outputOf(network, x.slice(0, 18));
      state.forEach((value, i) => {
        assert.ok(Math.abs(value - actual[i]!) < 1e-6, `${value} ${actual[i]}`);
      });
    });
  });

  it('a reservoir is sparse, and of the norm that is asked for', () => {
    const weights = reservoir({ units: 60, connectivity: 0.1, spectralRadius: 0.8, seed: 5 });
    const share = weights.filter((weight) => weight !== 0).length / weights.length;
    assert.ok(share > 0.08 && share < 0.12, `${share}`);
    const norm = Math.hypot(...weights);
    assert.ok(Math.abs(norm - 0.8) < 1e-5, `${norm}`);
    assert.deepEqual(reservoir({ units: 1, connectivity: 1e-9, spectralRadius: 0.8, seed: 5 }), Float32Array.of(0));
  });

  it('positions are told apart by waves', () => {
    const code = positionalCode(50, 6);
    assert.deepEqual([...code.slice(0, 6)], [0, 1, 0, 1, 0, 1]);
    const angle = 7 / 10000 ** (4 / 6);
    assert.deepEqual([...code.slice(46, 48)], [Math.fround(Math.sin(angle)), Math.fround(Math.cos(angle))]);
    const network = onCpu(() => networkOf(new (positionalEncodingClass(tf))({})));
    onCpu(() => {
      const expected = x.slice(0, 18).map((value, i) => value + positionalCode(6, 3)[i]!);
      assert.deepEqual(outputOf(network, x.slice(0, 18)), expected);
    });
  });

  it('list every parameter out of its range', () => {
    const wrong = (make: () => unknown, options: string) =>
      assert.throws(
        make,
        (error) => error instanceof ConfigError && String(error.mistakes.map((it) => it.option)) === options,
      );
    wrong(
      () => temporalConv1d(tf, { filters: 0, kernelSize: 1.5, dilation: 0, padding: 'valid' as 'same', seed: -1 }),
      'filters,kernelSize,dilation,padding,seed',
    );
    wrong(() => resetAfterGru(tf, { units: 0, returnSequences: 1 as never, seed: -1 }), 'units,returnSequences,seed');
    wrong(() => multiHeadAttention(tf, { heads: 0, keySize: 0, seed: 0.5 }), 'heads,keySize,seed');
    wrong(
      () => echoState(tf, { units: 0, connectivity: 0, spectralRadius: 1, leaky: 2, seed: 1 }),
      'units,connectivity,spectralRadius,leaky',
    );
  });

  it('say so where there are no steps', () => {
    const input = tf.input({ shape: [6] });
    assert.throws(() => temporalConv1d(tf, { filters: 1, kernelSize: 1, seed: 1 }).apply(input), /\[steps, features\]/);
  });
});
