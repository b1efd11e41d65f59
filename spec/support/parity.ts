import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { compile } from '../../lib/engine/fast/compile.js';
import { flatOptimizerOf } from '../../lib/engine/fast/optimizers/flatOptimizerOf.js';
import { FastLearner } from '../../lib/engine/fast/run/FastLearner.js';
import type { FastProgram } from '../../lib/engine/fast/run/FastProgram.js';
import { at, Machine } from '../../lib/engine/fast/run/Machine.js';
import type { TraceableModel } from '../../lib/engine/fast/trace/TraceableModel.js';
import { variablesOf, weightsOf } from '../../lib/engine/fast/trace/traceModel.js';
import { weighted } from '../../lib/engine/tfjs/loss/weighted.js';
import type { Optimizer } from '../../lib/optimizers/Optimizer.js';
import { assertClose } from './assertClose.js';
import { randomArray } from './random.js';

export const ROWS = [1, 5, 32] as const;
// Else it prints an advert on first use.
Object.assign(tf.findBackend('cpu'), { firstUse: false });

const plainSgd: Optimizer = { optimizer: 'sgd', learningRate: 0.05 };

/** tfjs's loss of that name. */
export function lossNamed(name: string): TraceableModel['loss'] {
  return onCpu(() => {
    const input = tf.input({ shape: [1] });
    const model = tf.model({ inputs: input, outputs: input });
    model.compile({ loss: name, optimizer: 'sgd' });
    return model.lossFunctions[0]!;
  });
}

export const meanSquaredError = lossNamed('meanSquaredError');

/** A regression on tfjs's mean squared error, unless said otherwise. */
export function traceable(model: tf.LayersModel, options: Partial<TraceableModel> = {}): TraceableModel {
  const { loss = meanSquaredError } = options;
  return {
    model,
    inputShape: model.inputs[0]!.shape.slice(1) as number[],
    outputs: (model.outputs[0]!.shape.slice(1) as number[]).reduce((a, b) => a * b, 1),
    loss,
    weightedLoss: (labels, output, weights) => weighted(tf, loss(labels, output), weights),
    predict: (output) => output,
    isClassifier: false,
    ...options,
  };
}

export function layers(...list: tf.layers.Layer[]): tf.LayersModel {
  return tf.sequential({ layers: list });
}

export interface TestBatch {
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly w?: Float32Array;
  readonly rows: number;
}

export function batchFor({ inputShape, outputs, isClassifier }: TraceableModel, rows: number, seed: number): TestBatch {
  const x = randomArray(rows * inputShape.reduce((a, b) => a * b, 1), seed);
  const y = randomArray(rows * outputs, seed + 1).map((value) => (value + 1) / 2);
  if (isClassifier) {
    for (let row = 0; row < rows; row++) {
      const chosen = Math.floor(y[row * outputs]! * outputs);
      for (let output = 0; output < outputs; output++) y[row * outputs + output] = output === chosen ? 1 : 0;
    }
  }
  return { x, y, rows };
}

/** Weights of rows: great and small, and of several rows one is 0. */
export function weightsFor(rows: number, seed: number): Float32Array {
  return randomArray(rows, seed + 2).map((value, row) => (row === 1 ? 0 : 3 * value ** 2 + 0.1));
}

/** What tfjs's cpu backend gets: the loss, and the gradient of each weight by its index. */
export function tfjsStep(traceable: TraceableModel, { x, y, w, rows }: TestBatch) {
  return onCpu(() => {
    const { model } = traceable;
    const kept = variablesOf(model).map((variable) => variable.clone());
    const { value, grads } = tf.variableGrads(
      () =>
        lossOf(traceable, tf.tensor(x, [rows, ...traceable.inputShape]), tf.tensor(y, [rows, traceable.outputs]), w),
      model.trainableWeights.map((weight) => weight.read() as tf.Variable),
    );
    const gradients = new Map<number, Float32Array>();
    for (const [index, { name }] of variablesOf(model).entries()) {
      if (grads[name]) gradients.set(index, Float32Array.from(grads[name].dataSync()));
    }
    // Moving averages have moved.
    for (const [index, variable] of variablesOf(model).entries()) variable.assign(kept[index]!);
    return { loss: value.dataSync()[0]!, gradients };
  });
}

function lossOf({ model, loss }: TraceableModel, x: tf.Tensor, y: tf.Tensor, w?: Float32Array): tf.Scalar {
  const output = model.apply(x, { training: true }) as tf.Tensor;
  let total: tf.Tensor = w === undefined ? tf.mean(loss(y, output)) : weightedRowByRow(loss, y, output, w);
  for (const penalty of model.calculateLosses()) total = tf.add(total, penalty);
  return total as tf.Scalar;
}

/** As Keras says it, in its words: the loss of each row by itself, times its weight, summed up over the batch's size. */
function weightedRowByRow(loss: TraceableModel['loss'], y: tf.Tensor, output: tf.Tensor, w: Float32Array): tf.Tensor {
  const rowOf = (tensor: tf.Tensor, row: number) => tf.slice(tensor, [row, 0], [1, -1]);
  const terms = Array.from(w, (weight, row) => tf.mul(tf.mean(loss(rowOf(y, row), rowOf(output, row))), weight));
  return tf.div(tf.addN(terms), w.length);
}

/** What the program gets of the same. */
export function fastStep(program: FastProgram, machine: Machine, weights: Float32Array, batch: TestBatch) {
  machine.floats.set(weights, program.weights / 4);
  const loss = machine.train(batch, 1, flatOptimizerOf(program.optimizer).settings(1));
  const gradients = new Map(
    (batch.w === undefined ? program.train : program.weighted!).gradients.map((gradient) => {
      const start = at(gradient.at, batch.rows) / 4;
      const size = program.shapes[gradient.index]!.reduce((a, b) => a * b, 1);
      return [gradient.index, machine.floats.slice(start, start + size)];
    }),
  );
  return { loss, gradients };
}

/** Asserts that loss, gradients and predictions at equal weights are tfjs's, to 1e-5 of each or of the greatest beside it, or to `floor`. */
export function assertSameStep(
  model: TraceableModel,
  rows: readonly number[] = ROWS,
  seed = 1,
  { floor = 1e-7, isWeighted = false }: { readonly floor?: number; readonly isWeighted?: boolean } = {},
): void {
  const { program, weights } = onCpu(() => compile(model, { optimizer: plainSgd, seed: 3, weighted: isWeighted }));
  const machine = new Machine(program, 'plain');
  for (const count of rows) {
    const batch = { ...batchFor(model, count, seed), ...(isWeighted && { w: weightsFor(count, seed) }) };
    machine.floats.set(weights, program.weights / 4);
    const output = onCpu(() => {
      const raw = model.model.apply(tf.tensor(batch.x, [count, ...model.inputShape]), { training: false }) as tf.Tensor;
      return Float32Array.from(model.predict(raw).dataSync());
    });
    assertClose(machine.predict(batch), output, { ...around(output, floor), what: `prediction of ${count} rows:` });

    const expected = tfjsStep(model, batch);
    const actual = fastStep(program, machine, weights, batch);
    assertClose([actual.loss], [expected.loss], { floor: Math.max(1e-6, floor), what: `loss of ${count} rows:` });
    assert.deepEqual([...actual.gradients.keys()], [...expected.gradients.keys()]);
    for (const [index, gradient] of expected.gradients) {
      assertClose(actual.gradients.get(index)!, gradient, {
        ...around(gradient, floor),
        what: `gradient of weight ${index}, ${count} rows:`,
      });
    }
  }
}

/** A sum in another order is off by parts of the greatest summand, not of the result. */
function around(numbers: Float32Array, floor: number) {
  const greatest = numbers.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  return { relative: 1e-5, floor: Math.max(floor, 1e-5 * greatest) };
}

/** Asserts that weights are tfjs's after so many steps on ever new batches. */
export function assertSameTraining(
  model: TraceableModel,
  { optimizer, rows, steps = 100 }: { readonly optimizer: Optimizer; readonly rows: number; readonly steps?: number },
): void {
  const { program, weights } = onCpu(() => compile(model, { optimizer, seed: 3 }));
  const learner = new FastLearner(program, weights);
  onCpu(() => {
    const reference = tfjsOptimizer(optimizer);
    const variables = model.model.trainableWeights.map((weight) => weight.read() as tf.Variable);
    for (let step = 1; step <= steps; step++) {
      const batch = batchFor(model, rows, 2 * step);
      learner.train(batch, step);
      tf.tidy(() => {
        const { x, y } = batch;
        const tensors = [tf.tensor(x, [rows, ...model.inputShape]), tf.tensor(y, [rows, model.outputs])] as const;
        reference.applyGradients(tf.variableGrads(() => lossOf(model, ...tensors), variables).grads);
        // Which tfjs's own training leaves out: a weight that is written is held to its constraint.
        for (const weight of model.model.trainableWeights) weight.write(weight.read().clone());
      });
    }
    reference.dispose();
  });
  assertClose(learner.weights(), weightsOf(model.model), { relative: 1e-4, floor: 1e-4, what: 'weight' });
}

function tfjsOptimizer(description: Optimizer): tf.Optimizer {
  const { learningRate } = description;
  switch (description.optimizer) {
    case 'sgd':
      return tf.train.sgd(learningRate);
    case 'momentum':
      return tf.train.momentum(learningRate, description.momentum);
    case 'rmsprop':
      return tf.train.rmsprop(learningRate, description.decay, 0, description.epsilon);
    case 'adagrad':
      return tf.train.adagrad(learningRate, description.initialAccumulator);
    case 'adam':
      return tf.train.adam(learningRate, description.beta1, description.beta2, description.epsilon);
  }
}

/** tfjs's cpu backend, whatever another spec has set. */
export function onCpu<T>(work: () => T): T {
  const before: string | undefined = tf.getBackend();
  void tf.setBackend('cpu');
  try {
    return tf.tidy(work as () => tf.TensorContainer) as T;
  } finally {
    if (before !== undefined && before !== 'cpu') void tf.setBackend(before);
  }
}
