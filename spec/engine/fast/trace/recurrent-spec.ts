import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { clean } from '../../../../lib/engine/fast/ir/clean.js';
import { tracePrediction, traceStep } from '../../../../lib/engine/fast/trace/traceModel.js';
import { assertSameStep, layers, onCpu, traceable } from '../../../support/parity.js';

const l = tf.layers;
const seeded = (seed: number) => tf.initializers.glorotUniform({ seed });
const initializers = () => ({ kernelInitializer: seeded(1), recurrentInitializer: seeded(2) });
const dense = () => l.dense({ units: 2, kernelInitializer: seeded(3) });

/** The kernels that are left of a step, those of recurrent layers only. */
function recurrentKernels(model: tf.LayersModel): string[] {
  return onCpu(() => {
    const { graph, gradients, loss } = traceStep(traceable(model), 2, 1);
    return clean({ ...graph, roots: [loss, ...gradients.values()] })
      .calls.map(({ kernel }) => kernel)
      .filter((kernel) => /^(Lstm|Gru|Tanh)/.test(kernel));
  });
}

describe('recurrent layers of the fast engine', () => {
  for (const kind of ['lstm', 'gru'] as const) {
    const name = kind === 'lstm' ? 'Lstm' : 'Gru';

    it(`${kind}: is one call, and one on the way back`, () => {
      const model = layers(l[kind]({ units: 3, inputShape: [4, 2], ...initializers() }), dense());
      assert.deepEqual(recurrentKernels(model), [name, `${name}Gradient`]);
      const { graph, output } = onCpu(() => tracePrediction(traceable(model), 2));
      assert.deepEqual(
        clean({ ...graph, roots: [output] }).calls.map(({ kernel }) => kernel),
        [name, '_FusedMatMul'],
      );
    });

    it(`${kind}: is left to its calls where it does what the fused kernels cannot`, () => {
      const model = layers(l[kind]({ units: 3, activation: 'relu', inputShape: [4, 2], ...initializers() }), dense());
      assert.deepEqual(recurrentKernels(model), []);
      assertSameStep(traceable(model));
    });

    const variants: Readonly<Record<string, () => tf.layers.Layer[]>> = {
      'with smooth gates': () => [
        l[kind]({ units: 5, recurrentActivation: 'sigmoid', inputShape: [4, 3], ...initializers() }),
      ],
      'without a bias': () => [l[kind]({ units: 5, useBias: false, inputShape: [4, 3], ...initializers() })],
      'of one time step': () => [l[kind]({ units: 4, inputShape: [1, 3], ...initializers() })],
      'of one feature': () => [l[kind]({ units: 6, inputShape: [5, 1], ...initializers() })],
      'backwards in time, on top of another layer': () => [
        l.dense({ units: 3, kernelInitializer: seeded(4), inputShape: [4, 2] }),
        l[kind]({ units: 5, goBackwards: true, returnSequences: true, ...initializers() }),
        l.flatten(),
      ],
      'of many units, on top of one that returns sequences': () => [
        l[kind]({ units: 33, returnSequences: true, inputShape: [3, 2], ...initializers() }),
        l[kind]({ units: 30, ...initializers() }),
      ],
      'whose weights are penalised': () => [
        l[kind]({
          units: 4,
          kernelRegularizer: 'l1l2',
          recurrentRegularizer: 'l1l2',
          inputShape: [3, 2],
          ...initializers(),
        }),
      ],
      'that is not trained, on top of one that is': () => [
        l[kind]({ units: 4, returnSequences: true, inputShape: [3, 2], ...initializers() }),
        l[kind]({ units: 3, trainable: false, ...initializers() }),
      ],
    };
    for (const [title, make] of Object.entries(variants)) {
      it(`${kind} ${title}: loss, gradients and predictions are tfjs's`, () => {
        const model = layers(...make(), dense());
        assert.ok(recurrentKernels(model).includes(name));
        assertSameStep(traceable(model));
      });
    }

    it(`${kind}: two runs of one layer add up`, () => {
      const [a, b] = [tf.input({ shape: [3, 2] }), l.reshape({ targetShape: [3, 2] })];
      const shared = l[kind]({ units: 4, ...initializers() });
      const once = shared.apply(a) as tf.SymbolicTensor;
      const again = shared.apply(
        l.dense({ units: 2, kernelInitializer: seeded(5) }).apply(b.apply(a)),
      ) as tf.SymbolicTensor;
      const outputs = dense().apply(l.add().apply([once, again])) as tf.SymbolicTensor;
      const model = tf.model({ inputs: a, outputs });
      assert.equal(recurrentKernels(model).filter((kernel) => kernel === `${name}Gradient`).length, 2);
      assertSameStep(traceable(model));
    });
  }

  it('leaves layers and their weights as they were', () => {
    const model = layers(l.lstm({ units: 3, inputShape: [4, 2], ...initializers() }), dense());
    onCpu(() => traceStep(traceable(model), 2, 1));
    for (const layer of model.layers) {
      assert.ok(!Object.hasOwn(layer, 'call'));
      assert.ok(layer.weights.every((weight) => !Object.hasOwn(weight, 'read')));
    }
  });
});
