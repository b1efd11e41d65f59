import assert from 'node:assert/strict';
import { createLearner } from '../engine/createLearner.js';
import type { Learner } from '../engine/Learner.js';
import type { EngineName, LearnerDescription } from '../engine/LearnerDescription.js';
import type { Model, ModelBuilder } from '../models/Model.js';
import { adam } from '../optimizers/adam.js';
import { toyBatch } from './toyBatch.js';

/** What `checkModel` takes. */
export interface CheckModelOptions {
  /** @default 'auto' */
  readonly engine?: EngineName;
  /** Shapes of instances that the network is to take. @default [[5], [6, 2]] */
  readonly inputShapes?: readonly (readonly number[])[];
}

/**
 * The conformance suite of models, your own among them.
 *
 * For every input shape, for classes and for values: the network is built and fits its target; its seed, and nothing else,
 * decides the initial weights; weights go into another of its kind; it learns a linear function better than any constant
 * prediction. A built-in's description is plain data.
 *
 * @throws AssertionError, or the ConfigError of `createContext`, at the first thing that does not hold.
 * @example
 * import { mlp } from 'adlstream/models';
 * import { checkModel } from 'adlstream/testing';
 *
 * await checkModel(mlp({ hidden: [16] }));
 */
export async function checkModel(model: Model | ModelBuilder, options: CheckModelOptions = {}): Promise<void> {
  const { engine = 'auto', inputShapes = [[5], [6, 2]] } = options;
  if (typeof model === 'object') assert.deepEqual(structuredClone(model), model, 'a description is plain data');
  for (const inputShape of inputShapes) {
    for (const [target, outputs] of [
      ['Classes', 2],
      ['Classes', 3],
      ['Values', 1],
      ['Values', 2],
    ] as const) {
      const optimizer = adam({ learningRate: 0.01 });
      const description = { model, optimizer, loss: undefined, target, inputShape, outputs, seed: 7, batchSize: 32 };
      const where = `${target} of ${outputs} from [${inputShape}]`;
      const create = async (seed: number): Promise<Learner> =>
        (await createLearner({ ...description, seed }, engine)).learner;
      const [learner, twin, other] = [await create(7), await create(7), await create(8)];
      const weights = await learner.weights();
      assert.deepEqual(await twin.weights(), weights, `${where}: the same seed gives the same initial weights`);
      assert.notDeepEqual(await other.weights(), weights, `${where}: another seed gives other initial weights`);
      await checkLearning(learner, description, where);

      other.load(await learner.weights());
      const batch = toyBatch(description, 5);
      const [mine, theirs] = [await learner.predict(batch), await other.predict(batch)];
      assert.deepEqual(theirs, mine, `${where}: weights go into another network of the same description`);
      for (const used of [learner, twin, other]) used.dispose();
    }
  }
}

async function checkLearning(learner: Learner, description: LearnerDescription, where: string): Promise<void> {
  for (let step = 1; step <= 150; step++) await learner.train(toyBatch(description, 32, step), step);
  const { x, y, rows } = toyBatch(description, 400, 1000);
  const output = await learner.predict({ x, rows });
  assert.ok(output.every(Number.isFinite), `${where}: predictions are finite`);
  if (description.target === 'Classes') {
    const [truth, guess] = [argmaxes(y, rows), argmaxes(output, rows)];
    const right = truth.filter((k, row) => k === guess[row]).length;
    const most = Math.max(...truth.map((k) => truth.filter((other) => other === k).length));
    assert.ok(right > most, `${where}: ${right} of ${rows} right, where the most frequent class has ${most}`);
  } else {
    const error = y.reduce((sum, value, i) => sum + (value - output[i]!) ** 2, 0);
    const constant = y.reduce((sum, value) => sum + value ** 2, 0);
    assert.ok(error < constant / 2, `${where}: squared error ${error}, where 0 for all has ${constant}`);
  }
}

function argmaxes(values: Float32Array, rows: number): number[] {
  const width = values.length / rows;
  return Array.from({ length: rows }, (_, row) => {
    const scores = values.subarray(row * width, (row + 1) * width);
    return scores.indexOf(Math.max(...scores));
  });
}
