import { createHash } from 'node:crypto';
import { createFastLearner } from '../../../lib/engine/fast/createFastLearner.js';
import { FastLearner } from '../../../lib/engine/fast/run/FastLearner.js';
import type { LabelledBatch } from '../../../lib/engine/Learner.js';
import type { LearnerDescription } from '../../../lib/engine/LearnerDescription.js';
import { createTfjsLearner } from '../../../lib/engine/tfjs/createTfjsLearner.js';
import type { TfjsLearner } from '../../../lib/engine/tfjs/TfjsLearner.js';
import { mlp } from '../../../lib/models/mlp.js';
import type { Optimizer } from '../../../lib/optimizers/Optimizer.js';

/** How a learner is doing after so many steps. */
export interface SoakRow {
  readonly optimizer: string;
  readonly step: number;
  /** Mean over the steps since the last row. */
  readonly loss: number;
  /** Of the fastest thousand of them. */
  readonly microseconds: number;
  /** What is held after a collection. */
  readonly heapBytes: number;
  readonly bufferBytes: number;
  /** How many of the weights and moments are not finite, and how many are denormal. */
  readonly notFinite: number;
  readonly denormal: number;
  /** After a hundred further steps from here: the greatest difference of a weight from tfjs's, as a part of 1 and the weight. */
  readonly fromTfjs: number;
  /** Of the weights. */
  readonly digest: string;
}

const FEATURES = 8;
/** The steps that one timing is of. */
const STRETCH = 1000;
const COMPARED = 100;
/** From this step on one feature is 0 for good, so that its weights' moments fade away. */
const SILENT_FROM = 2000;

const shape = { target: 'Classes', inputShape: [FEATURES], outputs: 2 } as const;

/** Trains a perceptron for many steps of one row, on a concept that turns slowly. Yields how it is doing, `times` times. */
export async function* soak(
  optimizer: Optimizer,
  { steps, times }: { readonly steps: number; readonly times: number },
): AsyncGenerator<SoakRow> {
  const model = mlp({ hidden: [64, 32] });
  const description: LearnerDescription = { ...shape, model, optimizer, loss: undefined, seed: 7, batchSize: 1 };
  const learner = await createFastLearner(description);
  const reference = await createTfjsLearner('cpu', description);
  const batch = { x: new Float32Array(FEATURES), y: new Float32Array(2), rows: 1 };
  const each = Math.ceil(steps / times / STRETCH) * STRETCH;
  let step = 0;
  for (let time = 0; time < times; time++) {
    let [loss, best] = [0, Number.POSITIVE_INFINITY];
    for (let stretch = 0; stretch < each / STRETCH; stretch++) {
      const start = performance.now();
      for (let i = 0; i < STRETCH; i++) loss += learner.train(rowOf(++step, batch), step) as number;
      best = Math.min(best, performance.now() - start);
    }
    const weights = learner.weights();
    const numbers = [weights, learner.save().arrays];
    globalThis.gc?.();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    yield {
      ...{ optimizer: optimizer.optimizer, step, loss: loss / each, microseconds: (1000 * best) / STRETCH },
      ...{ heapBytes: heapUsed, bufferBytes: arrayBuffers },
      notFinite: count(numbers, (value) => !Number.isFinite(value)),
      denormal: count(numbers, (value) => value !== 0 && Math.abs(value) < 2 ** -126),
      fromTfjs: compared(learner, reference, step),
      digest: createHash('sha256').update(weights).digest('hex').slice(0, 12),
    };
  }
  reference.dispose();
}

/** Both take the same further steps from where the learner stands, which stays there. */
function compared(learner: FastLearner, reference: TfjsLearner, step: number): number {
  const copy = new FastLearner(learner.program, learner.weights());
  copy.restore(learner.save());
  reference.load(learner.weights());
  reference.restore(learner.save());
  const batch = { x: new Float32Array(FEATURES), y: new Float32Array(2), rows: 1 };
  for (let i = 1; i <= COMPARED; i++) {
    copy.train(rowOf(step + i, batch), step + i);
    reference.train(batch, step + i);
  }
  const theirs = reference.weights();
  return copy
    .weights()
    .reduce((most, weight, i) => Math.max(most, Math.abs(weight - theirs[i]!) / (1 + Math.abs(weight))), 0);
}

/** A row and which side of a plane it is on, that turns once in a million steps. */
function rowOf(step: number, batch: LabelledBatch): LabelledBatch {
  const { x, y } = batch;
  const angle = (2 * Math.PI * step) / 1_000_000;
  let side = 0;
  for (let i = 0; i < FEATURES; i++) {
    x[i] = step >= SILENT_FROM && i === FEATURES - 1 ? 0 : uniform(step * FEATURES + i);
    side += x[i]! * Math.cos(angle + i);
  }
  y[0] = side > 0 ? 1 : 0;
  y[1] = 1 - y[0];
  return batch;
}

/** From -1 to 1, by a hash. */
function uniform(number: number): number {
  let t = Math.imul(number ^ (number >>> 15), 0x2c1b3c6d);
  t = Math.imul(t ^ (t >>> 12), 0x297a2d39);
  return ((t ^ (t >>> 15)) >>> 0) / 2 ** 31 - 1;
}

function count(arrays: readonly Float32Array[], holds: (value: number) => boolean): number {
  let found = 0;
  for (const array of arrays) for (const value of array) if (holds(value)) found++;
  return found;
}
