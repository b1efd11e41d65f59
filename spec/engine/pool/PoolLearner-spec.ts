import assert from 'node:assert/strict';
import { createLearner } from '../../../lib/engine/createLearner.js';
import type { Learner } from '../../../lib/engine/Learner.js';
import type { LearnerDescription } from '../../../lib/engine/LearnerDescription.js';
import { mlp, type PoolMember, type PoolParameters, pool } from '../../../lib/models/index.js';
import type { ModelBuilder } from '../../../lib/models/Model.js';
import { adam, momentum, rmsprop, sgd } from '../../../lib/optimizers/index.js';
import { checkLearner } from '../../../lib/testing/checkLearner.js';
import { toyBatch } from '../../../lib/testing/toyBatch.js';
import { closeAll } from '../../support/closeAll.js';
import { describeLearner } from '../../support/engines.js';

const describePool = (parameters: PoolParameters = {}, changes: Partial<LearnerDescription> = {}) =>
  describeLearner({ model: pool(parameters), ...changes });

const create = async (description: LearnerDescription): Promise<Learner> =>
  (await createLearner(description, 'auto')).learner;

/** Of every kind: computed together and apart, with and without replay, on both views. */
const mixed: readonly PoolMember[] = [
  { model: mlp({ hidden: [8] }), optimizer: sgd({ learningRate: 0.1 }), replay: true },
  { model: mlp({ hidden: [] }), optimizer: momentum({ learningRate: 0.05 }), view: 'encoded' },
  { model: mlp({ hidden: [8, 4] }), optimizer: adam({ learningRate: 0.01 }), replay: true },
  { model: mlp({ hidden: [5], activation: 'sigmoid' }), optimizer: rmsprop(), view: 'encoded' },
];

const wild: readonly PoolMember[] = [
  { model: mlp({ hidden: [8] }), optimizer: sgd({ learningRate: 0.1 }) },
  { model: mlp({ hidden: [8] }), optimizer: sgd({ learningRate: 1e38 }), view: 'scaled' },
  { model: mlp({ hidden: [8, 4] }), optimizer: sgd({ learningRate: 1e38 }), view: 'scaled' },
];

describe('PoolLearner', () => {
  for (const combine of ['mix', 'stack', 'both'] as const) {
    it(`keeps to all that learners do, combined by ${combine}`, () => checkLearner(create, describePool({ combine })));
  }

  it('keeps to it for several classes, values, and several values', async () => {
    await checkLearner(create, describePool({}, { outputs: 3 }));
    await checkLearner(create, describePool({}, { target: 'Values', outputs: 1 }));
    await checkLearner(create, describePool({}, { target: 'Values', outputs: 3 }));
  });

  it('keeps to it for windows and horizons', async () => {
    const horizon = { target: 'Values', inputShape: [5, 2], outputs: 4, width: 1 } as const;
    await checkLearner(create, describePool({}, { inputShape: [4, 2] }));
    await checkLearner(create, describePool({}, horizon));
    await checkLearner(create, describePool({ members: mixed }, { ...horizon, batchSize: 1 }));
  });

  it('keeps to it with members that are learners of their own', async () => {
    await checkLearner(create, describePool({ members: mixed, replay: { rows: 5, of: 30 } }));
  });

  it('computes members together and apart alike, but for rounding', async () => {
    const members: PoolMember[] = [
      { model: mlp({ hidden: [] }), optimizer: sgd({ learningRate: 0.1 }), replay: true },
      { model: mlp({ hidden: [] }), optimizer: adam({ learningRate: 0.01 }), view: 'encoded' },
    ];
    for (const target of ['Classes', 'Values'] as const) {
      const description = describePool({ members }, { target });
      // Linear members begin at 0 in either case, once the other's initial weights are put aside.
      const [together, apart] = [await create(description), (await createLearner(description, 'cpu')).learner];
      const weights = await apart.weights();
      apart.load(weights.map((weight, i) => (i < 4 * 2 + 2 + (4 * 8 * 2 + 2) ? 0 : weight)));
      for (let step = 1; step <= 200; step++) {
        const batch = toyBatch(description, 4, step);
        const [a, b] = [await together.predict(batch), await apart.predict(batch)];
        for (let i = 0; i < a.length; i++) assert.ok(Math.abs(a[i]! - b[i]!) < 2e-3, `step ${step}: ${a[i]}, ${b[i]}`);
        // Rows have weights in some of the steps, and are replayed with them in all that follow.
        const w = Float32Array.of(0.5, 0, 2, (step % 5) / 2);
        const given = step % 4 === 3 ? { ...batch, w } : batch;
        await together.train(given, step);
        await apart.train(given, step);
      }
    }
  });

  for (const [what, hidden] of [
    ['a linear member', []],
    ['one whose rows are told by where their numbers lie', [8]],
    ['one of a width that is not', [5]],
    ['a learner of its own', [4, 4]],
  ] as const) {
    it(`replays encoded rows to ${what}: the newest row once more teaches what it taught`, async () => {
      const member = {
        model: mlp({ hidden: [...hidden] }),
        optimizer: sgd({ learningRate: 0.1 }),
        view: 'encoded',
      } as const;
      const beside: PoolMember = { model: mlp({ hidden: [8] }), optimizer: adam(), view: 'encoded', replay: true };
      const replay = { rows: 31, of: 1 };
      const [replays, plain] = await Promise.all(
        [true, false].map((of) => create(describePool({ members: [{ ...member, replay: of }, beside], replay }))),
      );
      for (let step = 1; step <= 120; step++) {
        const batch = toyBatch(describePool(), 1, step);
        const [a, b] = [await replays!.predict(batch), await plain!.predict(batch)];
        closeAll(a, b, 1e-4, `step ${step}`);
        await Promise.all([replays!.train(batch, step), plain!.train(batch, step)]);
      }
    });
  }

  it('teaches its members nothing of a row that weighs 0, nor when it is replayed', async () => {
    const members: PoolMember[] = [
      { model: mlp({ hidden: [8] }), optimizer: sgd({ learningRate: 0.1 }), replay: true },
      { model: mlp({ hidden: [4, 4] }), optimizer: sgd({ learningRate: 0.1 }), replay: true },
    ];
    const description = describePool({ members, replay: { rows: 20, of: 50 } });
    /** @returns the members' weights, where the first two rows of each batch of the first ten steps have these labels. */
    async function taught(label: Float32Array, weight: number) {
      const learner = await create(description);
      for (let step = 1; step <= 15; step++) {
        const batch = toyBatch(description, 4, step);
        if (step <= 10) batch.y.set([...label, ...label]);
        await learner.train(step <= 10 ? { ...batch, w: Float32Array.of(weight, weight, 2, 1) } : batch, step);
      }
      // Before what all members share: theirs, one kernel and one bias of each of three layers, and those computed together.
      const own = learner.shapes.slice(0, 7).reduce((sum, shape) => sum + shape.reduce((a, b) => a * b), 0);
      return (await learner.weights()).slice(0, own);
    }
    const [one, other] = [Float32Array.of(1, 0), Float32Array.of(0, 1)];
    assert.deepEqual(await taught(one, 0), await taught(other, 0));
    assert.notDeepEqual(await taught(one, 1), await taught(other, 1));
  });

  it('goes on with the weights of rows that are replayed', async () => {
    const description = describePool({ replay: { rows: 20, of: 50 } });
    const [whole, first] = [await create(description), await create(description)];
    const batchOf = (step: number) => {
      const batch = toyBatch(description, 4, step);
      return step <= 10 ? { ...batch, w: Float32Array.of(0, 0, 5, 1) } : batch;
    };
    const train = async (learner: Learner, from: number, to: number) => {
      for (let step = from; step <= to; step++) await learner.train(batchOf(step), step);
    };
    await train(whole, 1, 15);
    await train(first, 1, 12);
    const second = await create(description);
    second.load(await first.weights());
    second.restore(structuredClone(await first.save()));
    await train(second, 13, 15);
    assert.deepEqual(await second.weights(), await whole.weights());
    const other = await create(description);
    for (let step = 1; step <= 15; step++) await other.train(toyBatch(description, 4, step), step);
    assert.notDeepEqual(await other.weights(), await whole.weights());
  });

  it('lets a member that is not finite start over alone, and predictions never see it', async () => {
    const description = describePool({ members: wild });
    const learner = await create(description);
    for (let step = 1; step <= 60; step++) {
      const loss = await learner.train(toyBatch(description, 8, step), step);
      assert.ok(Number.isFinite(loss), `the loss of step ${step} is finite`);
      assert.ok((await learner.weights()).every(Number.isFinite), 'so are the weights');
      assert.ok((await learner.predict(toyBatch(description, 8, 999))).every(Number.isFinite), 'and the predictions');
    }
    const alone = await create({ ...description, model: pool({ members: [wild[0]!, wild[0]!] }) });
    for (let step = 1; step <= 60; step++) await alone.train(toyBatch(description, 8, step), step);
    const [mine, theirs] = await Promise.all(
      [learner, alone].map((one) => one.predict(toyBatch(description, 50, 999))),
    );
    const agreeing = mine!.filter((p, i) => p > 0.5 === theirs![i]! > 0.5).length;
    assert.ok(agreeing > 90, `the member that is fine decides: ${agreeing} of 100`);
  });

  it('goes on with the scaling of a snapshot that has no state beside it', async () => {
    const description = describePool();
    const [one, other] = [await create(description), await create({ ...description, seed: 8 })];
    for (let step = 1; step <= 50; step++) await one.train(toyBatch(description, 8, step), step);
    other.load(await one.weights());
    const far = toyBatch(description, 1, 5000);
    await other.train({ ...far, x: far.x.map((value) => value + 1000) }, 51);
    const [before, after] = [await one.predict(far), await other.predict(far)];
    assert.ok(Math.abs(before[0]! - after[0]!) < 0.2, 'one row far away does not overturn what 400 have taught');
  });

  it('takes rows that no scaler has seen, in any unit', async () => {
    const description = describePool({}, { batchSize: 1 });
    const learner = await create(description);
    const units = [1e-6, 1, 1e6, 1e12];
    let right = 0;
    for (let step = 1; step <= 600; step++) {
      const { x, y } = toyBatch(description, 1, step);
      const scaled = x.map((value, i) => 3 * units[i]! + value * units[i]!);
      const answer = await learner.predict({ x: scaled, rows: 1 });
      if (step > 300 && answer[0]! > 0.5 === y[0]! > 0.5) right++;
      await learner.train({ x: scaled, y, rows: 1 }, step);
    }
    assert.ok(right > 260, `${right} of 300 right`);
  });

  it('repeats the last value of a random walk, and no worse, at once', async () => {
    const description = describePool({}, { target: 'Values', inputShape: [4, 1], outputs: 2, width: 1, batchSize: 1 });
    const learner = await create(description);
    const walk = [1000];
    for (let i = 0; i < 1500; i++) walk.push(walk.at(-1)! + Math.sin(i * i * 0.7));
    const rowAt = (i: number) => ({ x: Float32Array.from(walk.slice(i, i + 4)), rows: 1 });
    let [error, repeated] = [0, 0];
    for (let i = 0; i + 6 < walk.length; i++) {
      const answer = await learner.predict(rowAt(i));
      if (i >= 400) {
        error += Math.abs(answer[0]! - walk[i + 4]!);
        repeated += Math.abs(walk[i + 3]! - walk[i + 4]!);
      }
      if (i >= 1) await learner.train({ ...rowAt(i - 1), y: Float32Array.from(walk.slice(i + 3, i + 5)) }, i);
    }
    assert.ok(error < 1.1 * repeated, `${error} where repeating the last value errs by ${repeated}`);
  });

  it('takes builders of the user, each built for its view', async () => {
    const tf = await import('@tensorflow/tfjs');
    const inputs: (readonly number[])[] = [];
    const builder: ModelBuilder = ({ input, outputs }) => {
      inputs.push(input);
      return tf.sequential({ layers: [tf.layers.dense({ inputShape: [...input], units: outputs })] });
    };
    const members: PoolMember[] = [
      { model: builder, optimizer: sgd({ learningRate: 0.1 }) },
      { model: builder, optimizer: sgd({ learningRate: 0.1 }), view: 'encoded' },
    ];
    const learner = await create(describePool({ members }));
    assert.deepEqual(new Set(inputs.map(String)), new Set(['4', '32']));
    assert.ok((await learner.predict(toyBatch(describePool(), 3))).every(Number.isFinite));
  });

  it('replays no rows from before errors became more frequent', async () => {
    const members: PoolMember[] = [
      { model: mlp({ hidden: [] }), optimizer: sgd({ learningRate: 0.1 }), replay: true },
      { model: mlp({ hidden: [] }), optimizer: sgd({ learningRate: 1e-3 }), replay: true },
    ];
    const description = describePool({ members, replay: { rows: 31, of: 2000 } }, { batchSize: 1 });
    const learner = await create(description);
    let right = 0;
    for (let step = 1; step <= 1200; step++) {
      const { x, y } = toyBatch(description, 1, step);
      // From row 1,000 on, each class is what the other was.
      const label = step <= 1000 ? y : Float32Array.of(y[1]!, y[0]!);
      const answer = await learner.predict({ x, rows: 1 });
      if (step > 1100 && answer[0]! > 0.5 === label[0]! > 0.5) right++;
      await learner.train({ x, y: label, rows: 1 }, step);
    }
    assert.ok(right > 80, `${right} of 100 right, a hundred rows after the change`);
  });

  it('refuses weights of another pool', async () => {
    const learner = await create(describePool());
    assert.throws(() => learner.load(new Float32Array(3)), /there are 3 weights where the pool has/);
  });
});
