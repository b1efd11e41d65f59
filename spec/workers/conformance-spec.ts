import assert from 'node:assert/strict';
import { place } from '../../lib/workers/place.js';
import type { Workers } from '../../lib/workers/Workers.js';
import { troubles } from '../support/learners.js';
import { reading } from '../support/weather.js';
import { predict, rows, train, troubledRow, workersOptions } from '../support/workersOptions.js';

describe('workers', () => {
  for (const kind of ['inline', 'thread', 'process'] as const) {
    describe(kind, () => {
      const open = (options: Parameters<typeof workersOptions>[0] = {}) => {
        const complete = workersOptions(options);
        return { started: place({ trainer: { kind }, predictor: { kind } }, complete), logger: complete.logger };
      };

      /** All replies of a fixed conversation, as far as they do not depend on clocks. */
      async function converse(started: Promise<Workers>) {
        const workers = await started;
        const replies: unknown[] = [[...workers.weights], workers.shapes, workers.engine];
        let version = 0;
        for (const [from, count, batchSize] of [
          [0, 4, 4],
          [4, 3, 4],
          [0, 7, 2],
        ] as const) {
          const asked = { batch: rows(from, count), batchSize, step: 1, version: ++version, labelsDone: 10 * version };
          const before = await predict(workers, { batch: rows(100, 3) });
          const trained = await train(workers, { ...asked, saves: version === 2 });
          const { outputs, version: held } = await predict(workers, { batch: rows(50, 5), snapshot: trained.snapshot });
          const { _tag, loss, snapshot, state } = trained;
          replies.push([...before.outputs], before.version, [...outputs], held);
          replies.push(_tag, loss, [...snapshot.weights], snapshot.version, snapshot.labelsDone, snapshot.shapes);
          replies.push(state && [[...state.arrays], state.step]);
        }
        await workers.close();
        return replies;
      }

      it('says what it is, and answers as inline does, byte for byte', async () => {
        const inline = place({ trainer: { kind: 'inline' }, predictor: { kind: 'inline' } }, workersOptions());
        const expected = await converse(inline);
        const { started } = open();
        assert.equal((await started).kind, kind);
        assert.deepEqual(await converse(started), expected);
      });

      it('starts both from the weights that are given', async () => {
        const weights = Float32Array.of(1, -1, 0.5, 2);
        const workers = await open({ weights }).started;
        const bare = await open().started;
        assert.deepEqual([...workers.weights], [...weights]);
        const { outputs } = await predict(workers, { batch: rows(0, 1) });
        assert.notDeepEqual(outputs, (await predict(bare, { batch: rows(0, 1) })).outputs);
        const asked = { batch: rows(0, 4), batchSize: 4, step: 1, version: 1, labelsDone: 4 };
        const { snapshot } = await train(workers, asked);
        assert.ok(snapshot.weights.every((w, i) => Math.abs(w - weights[i]!) < 0.2));
        await Promise.all([workers.close(), bare.close()]);
      });

      it('answers from an older snapshot than the newest where it is asked to', async () => {
        const workers = await open({ olderSnapshots: true }).started;
        const [a, b] = await Promise.all([
          train(workers, { batch: rows(0, 4), batchSize: 4, step: 1, version: 1, labelsDone: 4 }),
          train(workers, { batch: rows(4, 4), batchSize: 4, step: 2, version: 2, labelsDone: 8 }),
        ]);
        const replies = [
          await predict(workers, { batch: rows(0, 2), snapshot: a.snapshot }),
          await predict(workers, { batch: rows(0, 2) }),
          await predict(workers, { batch: rows(0, 2), snapshot: b.snapshot }),
        ];
        assert.deepEqual(
          replies.map(({ version }) => version),
          [1, 1, 2],
        );
        assert.deepEqual(replies[0]!.outputs, replies[1]!.outputs);
        assert.notDeepEqual(replies[1]!.outputs, replies[2]!.outputs);
        await workers.close();
      });

      it('walks a window as often as it is asked to, as if it had been asked again', async () => {
        const [once, again] = [await open().started, await open().started];
        const asked = { batch: rows(0, 7), batchSize: 3, step: 1, version: 1, labelsDone: 7 };
        const first = await train(once, asked);
        const second = await train(once, { ...asked, step: 4, version: 2 });
        const both = await train(again, { ...asked, walks: 2 });
        assert.deepEqual([...both.snapshot.weights], [...second.snapshot.weights]);
        assert.ok(Math.abs(both.loss - (first.loss + second.loss) / 2) < 1e-12);
        await Promise.all([once.close(), again.close()]);
      });

      it('leaves arrays and snapshots whole, also where they are views or in shared memory', async () => {
        const workers = await open().started;
        const large = new Float32Array(1000).fill(9);
        large.set(reading(3).x, 500);
        const view = large.subarray(500, 502);
        const sharedX = new Float32Array(new SharedArrayBuffer(8));
        sharedX.set(view);
        const y = Float32Array.of(1, 0);
        const asked = { batch: { x: view, y, rows: 1 }, batchSize: 1, step: 1, version: 1, labelsDone: 1 };
        const { snapshot } = await train(workers, asked);
        const weights = [...snapshot.weights];
        const a = await predict(workers, { batch: { x: view, rows: 1 }, snapshot });
        const asking = predict(workers, { batch: { x: sharedX, rows: 1 } });
        sharedX.fill(7);
        const b = await asking;
        await train(workers, { ...asked, step: 2, version: 2, labelsDone: 2 });
        assert.deepEqual([view.length, y.length, large.length, sharedX.length], [2, 2, 1000, 2]);
        assert.deepEqual([...snapshot.weights], weights);
        assert.deepEqual(a.outputs, b.outputs);
        await workers.close();
      });

      it('hands on an error of the learner with its name, message, place and own fields, and lives on', async () => {
        const workers = await open().started;
        const asked = { batch: troubledRow(troubles.throws), batchSize: 1, step: 1, version: 1, labelsDone: 1 };
        for (const failing of [() => predict(workers, asked), () => train(workers, asked)]) {
          await assert.rejects(failing, (error) => {
            assert.ok(error instanceof Error);
            assert.deepEqual([error.name, error.message], ['TroubleError', 'no such row']);
            assert.match(error.stack!, /learners/);
            assert.equal((error as { _tag?: string })._tag, 'Trouble');
            return true;
          });
        }
        assert.equal((await predict(workers, { batch: rows(0, 2) })).outputs.length, 4);
        await workers.close();
      });

      it('rejects, and leaves nothing behind, where the learner cannot be made', async () => {
        await assert.rejects(open({ parameters: { refuses: 'no such engine' } }).started, /TypeError: no such engine/);
      });

      it('disposes of its learners when it is closed', async () => {
        const { started, logger } = open({ olderSnapshots: true });
        const workers = await started;
        await workers.close();
        assert.equal(logger.said.filter((text) => text === 'disposed').length, 2);
      });
    });
  }
});
