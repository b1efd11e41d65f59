import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { compile } from '../../../lib/engine/fast/compile.js';
import type { FastProgram } from '../../../lib/engine/fast/run/FastProgram.js';
import { tracePrediction, traceStep } from '../../../lib/engine/fast/trace/traceModel.js';
import { verify } from '../../../lib/engine/fast/verify.js';
import { sgd } from '../../../lib/optimizers/index.js';
import { layers, onCpu, traceable } from '../../support/parity.js';

const model = () =>
  traceable(layers(tf.layers.dense({ units: 4, activation: 'relu', inputShape: [3] }), tf.layers.dense({ units: 2 })));

function traced() {
  const made = model();
  return onCpu(() => ({
    ...compile(made, { optimizer: sgd({ learningRate: 1 }), seed: 1 }),
    step: traceStep(made, 4, 1),
    prediction: tracePrediction(made, 4),
  }));
}

const changed = (values: Float32Array) => values.with(1, values[1]! + 0.01);
/** The program with the first word of its prediction that is `from` made `to`. */
function tampered(program: FastProgram, from: number, to: number): FastProgram {
  const words = [...program.predict.words];
  words[words.indexOf(from)] = to;
  return { ...program, predict: { ...program.predict, words } };
}

describe('verify', () => {
  it("takes a program whose first step is tfjs's", () => {
    const { program, weights, step, prediction } = traced();
    verify(program, weights, [step], [prediction]);
  });

  it('refuses one whose prediction, loss or any gradient is another, and says which', () => {
    const { program, weights, step, prediction } = traced();
    const { seen } = step;
    const refuses = (steps: Parameters<typeof verify>[2], predictions: Parameters<typeof verify>[3], what: RegExp) =>
      assert.throws(() => verify(program, weights, steps, predictions), { _tag: 'Untraceable', reason: what });
    refuses(
      [step],
      [{ ...prediction, seen: { ...prediction.seen, output: changed(prediction.seen.output) } }],
      /predictions/,
    );
    refuses([{ ...step, seen: { ...seen, loss: seen.loss * 1.01 } }], [prediction], /loss/);
    for (const [index, gradient] of seen.gradients) {
      const gradients = new Map(seen.gradients).set(index, changed(gradient));
      refuses([{ ...step, seen: { ...seen, gradients } }], [prediction], new RegExp(`gradient of weight ${index} `));
    }
    const nowhere = {
      ...prediction,
      seen: { ...prediction.seen, output: prediction.seen.output.map(() => Number.NaN) },
    };
    refuses([step], [nowhere], /predictions/);
  });

  it('refuses a program that computes something else', () => {
    const { program, weights, step, prediction } = traced();
    // The first product no longer clips at zero.
    const relu = program.predict.words.indexOf(1);
    assert.ok(relu > 0);
    assert.throws(() => verify(tampered(program, 1, 0), weights, [step], [prediction]), { _tag: 'Untraceable' });
  });
});
