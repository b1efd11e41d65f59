import assert from 'node:assert/strict';
import { mlp } from '../../lib/models/mlp.js';
import { adam } from '../../lib/optimizers/adam.js';
import type { WorkerKind } from '../../lib/workers/Hosted.js';
import { place } from '../../lib/workers/place.js';
import type { Workers, WorkersOptions } from '../../lib/workers/Workers.js';
import { cell } from '../support/cells.js';
import { networks, type Outcome, ROWS, runPipe } from '../support/enginePipe.js';
import { describeOn, type Engine, engines } from '../support/engines.js';
import { troubles } from '../support/learners.js';
import { reading } from '../support/weather.js';
import { predict, rows, train, troubledRow, workersOptions } from '../support/workersOptions.js';

const kinds = ['inline', 'thread', 'process'] as const;

function open(kind: WorkerKind, options: WorkersOptions): Promise<Workers> {
  return place({ trainer: { kind }, predictor: { kind } }, options);
}

/** What workers on an engine are started with: a perceptron of 2 features, 4 units and 2 classes. */
function optionsOn(engine: Engine, options: Partial<WorkersOptions> = {}): WorkersOptions {
  const { createLearner: _, description, ...rest } = workersOptions(options);
  const network = { model: mlp({ hidden: [4] }), optimizer: adam({ learningRate: 0.05 }) };
  return { ...rest, engine, description: { ...description, ...network } };
}

/** All replies of a fixed conversation, as far as they do not depend on clocks. */
async function converse(workers: Workers): Promise<unknown[]> {
  const replies: unknown[] = [[...workers.weights], workers.shapes, workers.engine, workers.device];
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

/** What all other kinds must do to the byte, on each engine. */
const inline = new Map<string, Promise<Outcome>>();
const runInline = (engine: Engine, what: string): Promise<Outcome> => {
  const key = `${engine}, ${what}`;
  if (!inline.has(key)) inline.set(key, runPipe({ ...networks[what], engine, workers: 'inline' }));
  return inline.get(key)!;
};

describe('workers', () => {
  for (const kind of kinds) {
    for (const engine of engines) {
      const suite = describeOn(engine, `${kind} on ${engine}`, () => {
        it('say what they are, and answer as inline does, byte for byte', async () => {
          const expected = await converse(await open('inline', optionsOn(engine)));
          const workers = await open(kind, optionsOn(engine));
          const { device } = workers;
          assert.deepEqual([workers.kind, workers.engine], [kind, engine]);
          assert.deepEqual(workers.roles, { trainer: { kind, engine, device }, predictor: { kind, engine, device } });
          assert.deepEqual(await converse(workers), expected);
        });

        it('start from the weights that are given, and answer from older snapshots where they are asked to', async () => {
          const weights = Float32Array.from({ length: 22 }, (_, i) => ((i % 5) - 2) / 4);
          const workers = await open(kind, optionsOn(engine, { olderSnapshots: true, weights }));
          assert.deepEqual(workers.weights, weights);
          const [a, b] = await Promise.all([
            train(workers, { batch: rows(0, 4), batchSize: 4, step: 1, version: 1, labelsDone: 4 }),
            train(workers, { batch: rows(4, 4), batchSize: 4, step: 2, version: 2, labelsDone: 8 }),
          ]);
          assert.ok(a.snapshot.weights.every((w, i) => Math.abs(w - weights[i]!) <= 0.051));
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

        it('walk a window as often as they are asked to, as if they had been asked again', async () => {
          const [once, again] = [await open(kind, optionsOn(engine)), await open(kind, optionsOn(engine))];
          const asked = { batch: rows(0, 7), batchSize: 3, step: 1, version: 1, labelsDone: 7 };
          const first = await train(once, asked);
          const second = await train(once, { ...asked, step: 4, version: 2 });
          const both = await train(again, { ...asked, walks: 2 });
          assert.deepEqual([...both.snapshot.weights], [...second.snapshot.weights]);
          assert.ok(Math.abs(both.loss - (first.loss + second.loss) / 2) < 1e-12);
          await Promise.all([once.close(), again.close()]);
        });

        it('leave arrays and snapshots whole, also where they are views or in shared memory', async () => {
          const workers = await open(kind, optionsOn(engine));
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

        for (const [what, config] of Object.entries(networks)) {
          it(`give the same bytes as inline in a whole pipe: ${what}`, async () => {
            const expected = await runInline(engine, what);
            const { bytes, weights, workers, stats } = await runPipe({ ...config, engine, workers: kind });
            assert.equal(bytes.length, ROWS);
            assert.deepEqual([bytes, weights], [expected.bytes, expected.weights]);
            const { device } = stats.workers!;
            assert.equal(workers, `adlstream: workers: ${kind}; engine: ${engine}; device: ${device}`);
            assert.deepEqual(stats.workers!.trainer, { kind, engine, device });
          });
        }

        if (kind !== 'process') return;
        it('give the same bytes where both are killed on the way', async () => {
          const what = 'a perceptron with dropout';
          const expected = await runInline(engine, what);
          const killed = await runPipe({ ...networks[what], engine, workers: kind }, [9, 21]);
          assert.equal(killed.stats.total.restarts, 2);
          assert.deepEqual([killed.bytes, killed.weights], [expected.bytes, expected.weights]);
        });
      });
      cell(kind, engine, suite);
    }

    const suite = describe(`${kind}, where a learner misbehaves`, () => {
      it('hand on its error with name, message, place and own fields, and live on', async () => {
        const workers = await open(kind, workersOptions());
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

      it('reject, and leave nothing behind, where it cannot be made', async () => {
        const refusing = workersOptions({ parameters: { refuses: 'no such engine' } });
        await assert.rejects(open(kind, refusing), /TypeError: no such engine/);
      });

      it('dispose of theirs when they are closed', async () => {
        const options = workersOptions({ olderSnapshots: true });
        const workers = await open(kind, options);
        await workers.close();
        assert.equal(options.logger.said.filter((text) => text === 'disposed').length, 2);
      });
    });
    cell(kind, 'misbehaving', suite);
  }
});
