import assert from 'node:assert/strict';
import type { LabelledBatch, Learner } from '../engine/Learner.js';
import type { LearnerDescription } from '../engine/LearnerDescription.js';
import { toyBatch } from './toyBatch.js';

/** Makes learners of one description on one engine. */
export type CreateLearner = (description: LearnerDescription) => Promise<Learner>;

/**
 * The conformance suite of engines: what a context relies on, of whatever computes.
 *
 * Two learners with one seed do the same to the byte; `predict` is row-wise and learns nothing; all it needs lies in
 * `weights()`; a training goes on exactly from saved weights and state; batches of any size are taken; what was returned never
 * changes later and what was given is never written to; training lowers the loss, in which each row counts by its weight.
 *
 * @param create Must make a new learner at every call.
 * @param description A network that learns a linear function within 100 steps of 16 rows.
 * @throws AssertionError at the first thing that does not hold.
 * @example
 * import { mlp } from 'adlstream/models';
 * import { sgd } from 'adlstream/optimizers';
 * import { type CreateLearner, checkLearner } from 'adlstream/testing';
 *
 * // Linear regression by hand, whatever is asked for.
 * const create: CreateLearner = async () => {
 *   let w: Float32Array = new Float32Array(3);
 *   const predict = ({ x, rows }: { readonly x: Float32Array; readonly rows: number }) =>
 *     Float32Array.from({ length: rows }, (_, row) => w.reduce((sum, wi, i) => sum + wi * x[row * 3 + i]!, 0));
 *   return {
 *     shapes: [[3, 1]],
 *     predict,
 *     train: ({ x, y, w: weights, rows }) => {
 *       const errors = predict({ x, rows }).map((value, row) => value - y[row]!);
 *       const shares = errors.map((e, row) => ((weights?.[row] ?? 1) * e) / rows);
 *       w = w.map((wi, i) => wi - 0.1 * shares.reduce((sum, share, row) => sum + share * x[row * 3 + i]!, 0));
 *       return errors.reduce((sum, e, row) => sum + e * shares[row]!, 0);
 *     },
 *     weights: () => w.slice(),
 *     load: (weights) => {
 *       w = weights.slice();
 *     },
 *     save: () => ({ arrays: new Float32Array(0), step: 0 }),
 *     restore: () => {},
 *     dispose: () => {},
 *   };
 * };
 * const learns = { model: mlp({ hidden: [] }), optimizer: sgd({ learningRate: 0.1 }), loss: undefined } as const;
 * const shaped = { target: 'Values', inputShape: [3], outputs: 1, seed: 7, batchSize: 16 } as const;
 * await checkLearner(create, { ...learns, ...shaped });
 */
export async function checkLearner(create: CreateLearner, description: LearnerDescription): Promise<void> {
  for (const check of [checkShapes, checkTraining, checkOwnership, checkContinuation, checkRows, checkWeights]) {
    await check(() => create(description), description);
  }
}

type Check = (create: () => Promise<Learner>, description: LearnerDescription) => Promise<void>;

const checkShapes: Check = async (create, description) => {
  const { outputs, target, loss } = description;
  const learner = await create();
  const size = learner.shapes.reduce((sum, shape) => sum + shape.reduce((product, next) => product * next, 1), 0);
  const weights = await learner.weights();
  assert.equal(weights.length, size, 'the weights are as many as their shapes say');
  assert.ok(weights.every(Number.isFinite), 'the initial weights are finite');
  for (const rows of [1, 2, 7]) {
    const output = await learner.predict(toyBatch(description, rows));
    assert.equal(output.length, rows * outputs, 'a prediction has as many numbers as there are outputs');
    if (target === 'Classes' && loss === undefined) {
      for (let row = 0; row < rows; row++) {
        const probabilities = output.subarray(row * outputs, (row + 1) * outputs);
        assert.ok(
          probabilities.every((p) => p >= 0 && p <= 1) && Math.abs(1 - sum(probabilities)) < 1e-5,
          'a prediction of classes is a row of probabilities',
        );
      }
    }
  }
  learner.dispose();
};

const checkTraining: Check = async (create, description) => {
  const [one, other] = [await create(), await create()];
  const before = await one.weights();
  assert.deepEqual(bytes(before), bytes(await other.weights()), 'the same seed gives the same initial weights');
  await one.predict(toyBatch(description, 5));
  assert.deepEqual(bytes(await one.weights()), bytes(before), 'predicting learns nothing');

  const losses = await train(one, description, 100);
  assert.notDeepEqual(bytes(await one.weights()), bytes(before), 'training changes the weights');
  const [first, last] = [losses.slice(0, 10), losses.slice(-10)];
  assert.ok(
    sum(last) < sum(first),
    `training lowers the loss, which went from ${sum(first) / 10} to ${sum(last) / 10}`,
  );

  for (let step = 1; step <= 100; step++) {
    assert.equal(
      await other.train(batchOf(description, step), step),
      losses[step - 1],
      'a training repeated is the same',
    );
    await other.predict(toyBatch(description, (step % 4) + 1));
  }
  assert.deepEqual(bytes(await other.weights()), bytes(await one.weights()), 'predicting in between changes nothing');
  one.dispose();
  other.dispose();
};

const checkOwnership: Check = async (create, description) => {
  const learner = await create();
  await train(learner, description, 2);
  const batch = batchOf(description, 1);
  const given = structuredClone(batch);
  const returned = async () => [await learner.weights(), await learner.predict(batch), (await learner.save()).arrays];
  const arrays = await returned();
  const copies = arrays.map((array) => array.slice());
  await learner.train(batch, 3);
  assert.deepEqual(batch, given, 'a batch is not written to');
  learner.load(arrays[0]!);
  await train(learner, description, 5);
  await returned();
  assert.deepEqual(arrays.map(bytes), copies.map(bytes), 'what was returned never changes later');

  const kept = await learner.weights();
  (await learner.weights()).fill(0);
  (await learner.save()).arrays.fill(0);
  assert.deepEqual(bytes(await learner.weights()), bytes(kept), 'what was returned can be written to');
  const loaded = kept.slice();
  learner.load(loaded);
  loaded.fill(0);
  assert.deepEqual(bytes(await learner.weights()), bytes(kept), 'what was loaded can be written to');
  learner.dispose();
};

const checkContinuation: Check = async (create, description) => {
  for (const steps of [0, 1, 7]) {
    const uninterrupted = await create();
    await train(uninterrupted, description, steps);
    const [weights, state] = [await uninterrupted.weights(), structuredClone(await uninterrupted.save())];
    const resumed = await create();
    await train(resumed, description, 2);
    resumed.load(weights);
    resumed.restore(state);
    const batch = toyBatch(description, 9, 1000);
    assert.deepEqual(
      bytes(await resumed.predict(batch)),
      bytes(await uninterrupted.predict(batch)),
      'all that predictions need lies in the weights',
    );
    for (let step = steps + 1; step <= steps + 10; step++) {
      const [a, b] = [uninterrupted, resumed].map((learner) => learner.train(batchOf(description, step), step));
      assert.equal(await b, await a, 'a training goes on exactly from saved weights and state');
    }
    assert.deepEqual(
      bytes(await resumed.weights()),
      bytes(await uninterrupted.weights()),
      'a training goes on exactly from saved weights and state',
    );
    uninterrupted.dispose();
    resumed.dispose();
  }
};

const checkRows: Check = async (create, description) => {
  const learner = await create();
  await train(learner, description, 3);
  const most = 70;
  const { x } = toyBatch(description, most);
  const width = x.length / most;
  const alone: Float32Array[] = [];
  for (let row = 0; row < most; row++) {
    alone.push(await learner.predict({ x: x.slice(row * width, (row + 1) * width), rows: 1 }));
  }
  for (let rows = 2; rows <= most; rows++) {
    // From another row on each time, so that a row is met at many places.
    const from = (rows * 31) % (most - rows + 1);
    const together = await learner.predict({ x: x.slice(from * width, (from + rows) * width), rows });
    for (let row = 0; row < rows; row++) {
      const { outputs } = description;
      assert.deepEqual(
        bytes(together.slice(row * outputs, (row + 1) * outputs)),
        bytes(alone[from + row]!),
        `a row's prediction is the same to the byte whatever rows ride along (${rows} of them)`,
      );
    }
  }
  learner.dispose();
};

const checkWeights: Check = async (create, description) => {
  const learner = await create();
  const batch = batchOf(description, 1);
  const [weights, state] = [await learner.weights(), await learner.save()];
  async function step(weightOf?: (row: number) => number) {
    learner.load(weights);
    learner.restore(state);
    const w = weightOf && Float32Array.from({ length: batch.rows }, (_, row) => weightOf(row));
    const loss = await learner.train(w === undefined ? batch : { ...batch, w }, 1);
    return { loss, weights: await learner.weights() };
  }
  const plain = await step();
  const [none, one, two] = [await step(() => 0), await step(() => 1), await step(() => 2)];
  const near = (a: number, b: number) => Math.abs(a - b) <= 1e-3 * Math.abs(plain.loss) + 1e-6;
  assert.ok(near(one.loss, plain.loss), 'rows that weigh 1 have the loss of rows without weights');
  // Penalties on the network's own weights are in all three losses.
  const isLinear = near(two.loss - one.loss, one.loss - none.loss) && !near(two.loss, one.loss);
  assert.ok(isLinear, "each row's loss is multiplied by its weight");
  const uneven = await step((row) => row % 3);
  assert.notDeepEqual(bytes(uneven.weights), bytes(one.weights), 'each row teaches by its weight');
  assert.equal((await step()).loss, plain.loss, 'weights leave nothing behind');
  learner.dispose();
};

/** Every fifth batch is short, as the last one before an end is. */
function batchOf(description: LearnerDescription, step: number): LabelledBatch {
  return toyBatch(description, step % 5 === 0 ? 3 : 16, step);
}

async function train(learner: Learner, description: LearnerDescription, steps: number): Promise<number[]> {
  const losses: number[] = [];
  for (let step = 1; step <= steps; step++) losses.push(await learner.train(batchOf(description, step), step));
  return losses;
}

const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);

/** To the byte: unlike numbers, -0 is not 0, and NaN is itself. */
const bytes = (array: Float32Array): Uint8Array => new Uint8Array(array.slice().buffer);
