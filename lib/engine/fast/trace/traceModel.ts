import * as tf from '@tensorflow/tfjs';
import { constraintsOf } from '../../tfjs/model/constraintsOf.js';
import { penaltiesOf } from '../../tfjs/model/penaltiesOf.js';
import { fuseRecurrent } from '../ir/fuseRecurrent.js';
import { Untraceable } from '../Untraceable.js';
import type { Graph, Operand } from './Graph.js';
import { GraphRecorder } from './GraphRecorder.js';
import { interceptDropout, type TracedMask } from './interceptDropout.js';
import { interceptRecurrent } from './interceptRecurrent.js';
import type { TraceableModel } from './TraceableModel.js';
import { recorded, valuesOf } from './traceBackend.js';
import { traceData } from './traceData.js';
import { withTileGradient } from './withTileGradient.js';

/** One training step at one batch size: its graph, where things are in it, and the numbers that tfjs got. */
export interface StepTrace {
  readonly graph: Graph;
  readonly rows: number;
  readonly x: Operand;
  readonly y: Operand;
  /** The rows' weights, where they have some. */
  readonly w: Operand | undefined;
  readonly masks: readonly TracedMask[];
  readonly loss: Operand;
  /** What changes the weights, by their index: a gradient for the optimizer, or the new value itself. */
  readonly gradients: ReadonlyMap<number, Operand>;
  readonly updates: ReadonlyMap<number, Operand>;
  readonly seen: StepSeen;
}

/** What went in and came out of a traced step; a program must get the same. */
export interface StepSeen {
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly w?: Float32Array;
  readonly loss: number;
  readonly gradients: ReadonlyMap<number, Float32Array>;
}

export interface PredictTrace {
  readonly graph: Graph;
  readonly rows: number;
  readonly x: Operand;
  readonly output: Operand;
  readonly seen: { readonly x: Float32Array; readonly output: Float32Array };
}

/**
 * Records a training step of `rows` instances of made-up data, gradients included, with the dropout of the step that has
 * the same number; the model stays as it was.
 *
 * @param weighted whether rows have weights: one more input.
 */
export function traceStep(traceable: TraceableModel, rows: number, seed: number, weighted = false): StepTrace {
  const recorder = new GraphRecorder();
  return recorded(recorder, () => {
    const { model } = traceable;
    const { w: rowWeights, ...data } = traceData(traceable, rows);
    const x = tf.tensor(data.x, [rows, ...traceable.inputShape]);
    const y = tf.tensor(data.y, [rows, traceable.outputs]);
    const w = weighted ? tf.tensor(rowWeights) : undefined;
    const weights = variablesOf(model);
    const [xIn, yIn] = [recorder.input(x), recorder.input(y)];
    const wIn = w && recorder.input(w);
    for (const [index, weight] of weights.entries()) recorder.variable(weight, index);
    const before = weights.map((weight) => weight.dataId);

    const dropout = interceptDropout(model, recorder, { seed, step: rows });
    const recurrent = interceptRecurrent(model, recorder);
    const kept = weights.map((weight) => weight.clone());
    let value: tf.Scalar;
    let grads: tf.NamedTensorMap;
    const updates = new Map<number, Operand>();
    try {
      const trained = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
      const penalties = penaltiesOf(model);
      const lossOf = () => {
        const output = outputOf(model, x, { training: true, labels: y });
        let loss: tf.Tensor = tf.mean(w ? traceable.weightedLoss(y, output, w) : traceable.loss(y, output));
        for (const penalty of penalties()) loss = tf.add(loss, penalty);
        return loss as tf.Scalar;
      };
      ({ value, grads } = withTileGradient(() => tf.variableGrads(lossOf, trained)));
    } finally {
      dropout.restore();
      recurrent.restore();
      for (const [index, weight] of weights.entries()) {
        if (weight.dataId !== before[index]) {
          updates.set(index, recorder.operand(weight));
          weight.assign(kept[index]!);
        }
      }
    }

    const gradients = new Map<number, Operand>();
    const seen = new Map<number, Float32Array>();
    for (const [index, weight] of weights.entries()) {
      const gradient = grads[weight.name];
      if (gradient === undefined) continue;
      gradients.set(index, recorder.operand(gradient));
      seen.set(index, numbers(gradient));
    }
    const loss = recorder.operand(value);
    return {
      graph: fuseRecurrent(recorder, recurrent.runs),
      rows,
      x: xIn,
      y: yIn,
      w: wIn,
      masks: dropout.masks,
      loss,
      gradients,
      updates,
      seen: { ...data, ...(weighted && { w: rowWeights }), loss: numbers(value)[0]!, gradients: seen },
    };
  });
}

/** Records a prediction of `rows` instances of made-up data. */
export function tracePrediction(traceable: TraceableModel, rows: number): PredictTrace {
  const recorder = new GraphRecorder();
  return recorded(recorder, () => {
    const data = traceData(traceable, rows);
    const x = tf.tensor(data.x, [rows, ...traceable.inputShape]);
    const input = recorder.input(x);
    for (const [index, weight] of variablesOf(traceable.model).entries()) recorder.variable(weight, index);
    const recurrent = interceptRecurrent(traceable.model, recorder);
    let output: tf.Tensor;
    try {
      output = traceable.predict(outputOf(traceable.model, x, { training: false }));
    } finally {
      recurrent.restore();
    }
    if (output.size !== rows * traceable.outputs) {
      throw new Untraceable(
        'the model',
        `its output has the shape [${output.shape}], not [${rows}, ${traceable.outputs}]`,
      );
    }
    const result = recorder.operand(output);
    return {
      graph: fuseRecurrent(recorder, recurrent.runs),
      rows,
      x: input,
      output: result,
      seen: { x: data.x, output: numbers(output) },
    };
  });
}

/** What happens to weights after each step: their new values, by index, from the old ones. */
export interface ConstraintTrace {
  readonly graph: Graph;
  readonly values: ReadonlyMap<number, Operand>;
}

/** Records the constraints of a model's weights. */
export function traceConstraints(model: tf.LayersModel): ConstraintTrace {
  const recorder = new GraphRecorder();
  return recorded(recorder, () => {
    const weights = variablesOf(model);
    for (const [index, weight] of weights.entries()) recorder.variable(weight, index);
    const values = constraintsOf(model).map(({ index, apply }) => {
      return [index, recorder.operand(apply(weights[index]!))] as const;
    });
    return { graph: recorder, values: new Map(values) };
  });
}

/** The weights' variables, in the order of `getWeights()`. */
export function variablesOf(model: tf.LayersModel): tf.Variable[] {
  return model.weights.map((weight) => weight.read() as tf.Variable);
}

/** The weights' numbers, flat, in that order. */
export function weightsOf(model: tf.LayersModel): Float32Array {
  const arrays = variablesOf(model).map((variable) => variable.dataSync());
  const flat = new Float32Array(arrays.reduce((size, { length }) => size + length, 0));
  let offset = 0;
  for (const array of arrays) {
    flat.set(array, offset);
    offset += array.length;
  }
  return flat;
}

function outputOf(
  model: tf.LayersModel,
  x: tf.Tensor,
  how: { readonly training: boolean; readonly labels?: tf.Tensor },
): tf.Tensor {
  const output = model.apply(x, how);
  if (Array.isArray(output)) throw new Untraceable('the model', 'it has several outputs');
  return output as tf.Tensor;
}

function numbers(tensor: tf.Tensor): Float32Array {
  return Float32Array.from(valuesOf(tensor.dataId));
}
