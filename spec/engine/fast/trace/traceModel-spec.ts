import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { compile } from '../../../../lib/engine/fast/compile.js';
import { tracePrediction, traceStep, weightsOf } from '../../../../lib/engine/fast/trace/traceModel.js';
import { Untraceable } from '../../../../lib/engine/fast/Untraceable.js';
import { sgd } from '../../../../lib/optimizers/index.js';
import { layers, meanSquaredError, onCpu, traceable } from '../../../support/parity.js';

const dense = () =>
  layers(
    tf.layers.dense({ units: 5, activation: 'relu', inputShape: [3] }),
    tf.layers.dropout({ rate: 0.4 }),
    tf.layers.batchNormalization(),
    tf.layers.dense({ units: 2 }),
  );

/** A layer that does what it is told to. */
function layerOf(call: (x: tf.Tensor) => tf.Tensor): tf.layers.Layer {
  class Told extends tf.layers.Layer {
    static readonly className = 'Told';
    override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
      return call(Array.isArray(inputs) ? inputs[0]! : inputs);
    }
  }
  return new Told({});
}

describe('traceStep', () => {
  it('records kernels, announces variables in the order of the weights, and finds each gradient', () => {
    const model = layers(tf.layers.dense({ units: 2, inputShape: [3] }));
    const { graph, gradients, loss, x, y } = onCpu(() => traceStep(traceable(model), 4, 1));
    assert.deepEqual(
      graph.values.slice(0, 4).map(({ kind, size }) => `${kind} ${size}`),
      ['input 12', 'input 8', 'variable 6', 'variable 2'],
    );
    assert.deepEqual([x.value, y.value], [0, 1]);
    assert.deepEqual([...gradients.keys()], [0, 1]);
    assert.deepEqual(
      [...gradients.values()].map(({ shape }) => shape),
      [[3, 2], [2]],
    );
    assert.deepEqual(loss.shape, []);
    assert.ok(graph.calls.some(({ kernel }) => kernel === '_FusedMatMul'));
  });

  it('takes what depends on no input for a constant', () => {
    const model = layers(tf.layers.dense({ units: 2, inputShape: [3] }));
    const { graph } = onCpu(() => traceStep(traceable(model), 4, 1));
    const constants = graph.values.filter((value) => value.kind === 'constant');
    assert.ok(constants.length > 0);
    for (const { inputs } of graph.calls) {
      assert.ok(Object.values(inputs).some(({ value }) => graph.values[value]!.kind !== 'constant'));
    }
  });

  it('leaves the model, the backend and the number of tensors as they were', () => {
    onCpu(() => {
      const model = dense();
      const before = weightsOf(model);
      const tensors = tf.memory().numTensors;
      const step = traceStep(traceable(model), 4, 1);
      tracePrediction(traceable(model), 4);
      assert.deepEqual(weightsOf(model), before);
      assert.equal(tf.memory().numTensors, tensors);
      assert.equal(tf.getBackend(), 'cpu');
      assert.deepEqual([...step.updates.keys()], [6, 7], 'moving averages are new values, not gradients');
      assert.ok(model.layers.every((layer) => !Object.hasOwn(layer, 'call')));
    });
  });

  it('announces a mask for every dropout layer', () => {
    const { masks, graph } = onCpu(() => traceStep(traceable(dense()), 4, 1));
    assert.deepEqual(
      masks.map(({ rate, operand }) => [rate, graph.values[operand.value]!.kind, operand.shape]),
      [[0.4, 'input', [4, 5]]],
    );
  });

  it('announces one number for all that are dropped together', () => {
    const model = layers(
      tf.layers.dense({ units: 5, inputShape: [6, 3] }),
      tf.layers.spatialDropout1d({ rate: 0.2 }),
      tf.layers.dropout({ rate: 0.3, noiseShape: [null, 6, 1] as unknown as number[] }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 2 }),
    );
    const { masks, graph } = onCpu(() => traceStep(traceable(model), 4, 1));
    assert.deepEqual(
      masks.map(({ rate, operand }) => [rate, graph.values[operand.value]!.size, operand.shape]),
      [
        [0.2, 20, [4, 1, 5]],
        [0.3, 24, [4, 6, 1]],
      ],
    );
    assert.notEqual(masks[0]!.layer, masks[1]!.layer);
    const options = { optimizer: sgd(), seed: 1 };
    assert.equal(onCpu(() => compile(traceable(model), options)).program.train.masks.length, 2);
  });

  it('refuses a model that reads a tensor, and leaves everything as it was', () => {
    onCpu(() => {
      const reading = layerOf((x) => (x.sum().dataSync()[0]! > 0 ? x : tf.neg(x)));
      const model = layers(tf.layers.dense({ units: 2, inputShape: [3] }), reading);
      const tensors = tf.memory().numTensors;
      assert.throws(() => traceStep(traceable(model), 4, 1), { _tag: 'Untraceable', what: /tensor read/ });
      assert.equal(tf.getBackend(), 'cpu');
      assert.equal(tf.memory().numTensors, tensors);
    });
  });

  it('refuses a model whose output is not what the target needs', () => {
    const model = layers(tf.layers.dense({ units: 2, inputShape: [3] }));
    assert.throws(() => onCpu(() => tracePrediction(traceable(model, { outputs: 3 }), 4)), Untraceable);
  });

  it('records nothing of what others compute afterwards', () => {
    onCpu(() => {
      const { graph } = traceStep(traceable(dense(), { loss: meanSquaredError }), 4, 1);
      const calls = graph.calls.length;
      tf.add(tf.scalar(1), tf.scalar(2));
      assert.equal(graph.calls.length, calls);
    });
  });
});
