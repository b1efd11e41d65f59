import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WorkerExitedError } from '../../lib/errors.js';
import type { TrainReply } from '../../lib/workers/messages.js';
import { place } from '../../lib/workers/place.js';
import type { Workers } from '../../lib/workers/Workers.js';
import { cell } from '../support/cells.js';
import { troubles } from '../support/learners.js';
import { kill, predict, rows, train, troubledRow, workersOptions } from '../support/workersOptions.js';

// A crowded machine may let a worker hang for as long as these specs wait, though it is well: so there it may die more often.

/** What ends a worker of each kind, and how the error then tells it. */
const deaths = {
  thread: [
    { trouble: 'exits', code: 3, signal: null, lastWords: /^$/ },
    { trouble: 'throwsAside', code: 1, signal: null, lastWords: /TroubleError: aside/ },
    { trouble: 'hangs', code: null, signal: null, lastWords: /heartbeat within 200 ms/ },
  ],
  process: [
    { trouble: 'exits', code: 3, signal: null, lastWords: /^I am leaving$/ },
    { trouble: 'throwsAside', code: 1, signal: null, lastWords: /TroubleError: aside/ },
    { trouble: 'isKilled', code: null, signal: 'SIGKILL', lastWords: /^$/ },
    { trouble: 'crashes', code: null, signal: 'SIGSEGV', lastWords: /^$/ },
    { trouble: 'hangs', code: null, signal: null, lastWords: /heartbeat within 200 ms/ },
  ],
} as const;

describe('workers that die', () => {
  let folder: string;
  let files = 0;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'adlstream-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  for (const kind of ['thread', 'process'] as const) {
    const suite = describe(`${kind}`, () => {
      const places = { trainer: { kind }, predictor: { kind } };
      const open = (options: Parameters<typeof workersOptions>[0] = {}) => {
        const news = { restarts: 0, lost: 0 };
        const complete = workersOptions({
          ...options,
          restarted: () => void news.restarts++,
          lost: (labels) => {
            news.lost += labels;
          },
        });
        return { started: place(places, complete), news, logger: complete.logger };
      };

      /** Trains on one row after the other, every one of its kind but the `bad`-th. */
      async function trainings(workers: Workers, count: number, bad?: { at: number; trouble: number }) {
        const replies: TrainReply[] = [];
        for (let n = 0; n < count; n++) {
          const batch = n === bad?.at ? troubledRow(bad.trouble) : rows(n, 1);
          replies.push(await train(workers, { batch, batchSize: 1, step: n + 1, version: n + 1, labelsDone: n + 1 }));
        }
        return replies.map(({ loss, snapshot }) => [loss, snapshot.version, ...snapshot.weights]);
      }

      for (const { trouble, code, signal, lastWords } of deaths[kind]) {
        const hangTimeoutMs = trouble === 'hangs' ? 200 : 60_000;
        const row = troubledRow(troubles[trouble]);

        it(`where a predictor ${trouble}, another is asked again, from the same snapshot`, async () => {
          const { started, news, logger } = open({ hangTimeoutMs, parameters: { once: join(folder, `${files++}`) } });
          const workers = await started;
          const { snapshot } = await train(workers, {
            batch: rows(0, 4),
            batchSize: 4,
            step: 1,
            version: 7,
            labelsDone: 4,
          });
          await predict(workers, { batch: rows(0, 1), snapshot });
          const after = await predict(workers, { batch: row });
          const again = await predict(workers, { batch: row });
          assert.deepEqual([after.version, ...after.outputs], [7, ...again.outputs]);
          await logger.heard(/the predictor's worker ended by itself .* it is started again/s);
          assert.ok(news.restarts === 1 || (trouble === 'hangs' && news.restarts > 1));
          await workers.close();
        });

        it(`where a trainer ${trouble}, another repeats what it had learned, to the same bytes`, async () => {
          const bad = { at: 21, trouble: troubles[trouble] };
          const once = join(folder, `${files++}`);
          const { started, news } = open({ hangTimeoutMs, parameters: { once } });
          const workers = await started;
          const disturbed = await trainings(workers, 24, bad);
          await workers.close();
          // The file is there now, so that the same row does no harm.
          const left = await open({ parameters: { once } }).started;
          assert.deepEqual(disturbed, await trainings(left, 24, bad));
          assert.ok(news.restarts === 1 || (trouble === 'hangs' && news.restarts > 1));
          assert.equal(news.lost, 0);
          await left.close();
        });

        // It may have answered before it dies, so that it is not given up.
        if (trouble === 'throwsAside') continue;
        it(`where a worker ${trouble} again and again, it is given up with what happened`, async () => {
          const { started, news } = open({ hangTimeoutMs, maxRestarts: 1 });
          const workers = await started;
          const said = (error: unknown) => {
            assert.ok(error instanceof WorkerExitedError);
            assert.equal(error._tag, 'WorkerExited');
            assert.deepEqual([error.role, error.code, error.signal], ['predictor', code, signal]);
            assert.match(error.lastWords, lastWords);
            return true;
          };
          await assert.rejects(predict(workers, { batch: row }), said);
          await assert.rejects(predict(workers, { batch: rows(0, 1) }), said, 'for good');
          assert.equal(news.restarts, 1);
          assert.equal((await trainings(workers, 1)).length, 1, 'the other worker lives on');
          await workers.close();
        });
      }

      it(`where only the newest matters, what a trainer had learned since its last state is lost, and counted once`, async () => {
        const { started, news } = open({ repeats: false, parameters: { once: join(folder, `${files++}`) } });
        const workers = await started;
        await trainings(workers, 22, { at: 20, trouble: troubles.exits });
        assert.deepEqual(news, { restarts: 1, lost: 4 });
        await workers.close();
      });

      it(`a worker that is busy for longer than a heartbeat is not taken for dead`, async () => {
        const { started, news } = open({ hangTimeoutMs: 400, parameters: { stepMs: 20 } });
        const workers = await started;
        const asked = { batch: rows(0, 60), batchSize: 1, step: 1, version: 1, labelsDone: 60 };
        assert.equal((await train(workers, asked)).snapshot.version, 1);
        assert.equal(news.restarts, 0);
        await workers.close();
      });
    });
    cell(kind, 'dying', suite);
  }

  it('a host that is busy itself does not take its worker for dead', async () => {
    const { logger, ...options } = workersOptions({ hangTimeoutMs: 100, parameters: { stepMs: 90 } });
    const thread = { kind: 'thread' } as const;
    const workers = await place({ trainer: thread, predictor: thread }, { logger, ...options });
    const asked = { batch: rows(0, 8), batchSize: 1, step: 1, version: 1, labelsDone: 8 };
    const trained = train(workers, asked);
    // From between a heartbeat and its answer, for longer than that may take; and then timers come before messages.
    const block = () => {
      for (const until = performance.now() + 300; performance.now() < until; );
    };
    setTimeout(() => setImmediate(block), 120);
    await trained;
    assert.ok(logger.said.every((text) => !text.includes('ended by itself')));
    await workers.close();
  });

  it('process: one that is killed now and then, and answers in between, is not given up', async () => {
    const options = workersOptions({ maxRestarts: 1 });
    const workers = await place({ trainer: { kind: 'process' }, predictor: { kind: 'process' } }, options);
    for (let n = 0; n < 4; n++) {
      for (const pid of options.logger.pids().slice(-2)) kill(pid, 'SIGKILL');
      assert.equal((await predict(workers, { batch: rows(0, 3) })).outputs.length, 6);
      const asked = { batch: rows(n, 1), batchSize: 1, step: n + 1, version: n + 1, labelsDone: n + 1 };
      assert.equal((await train(workers, asked)).snapshot.version, n + 1);
    }
    await workers.close();
  });

  it('is closed while it waits to start a worker again', async () => {
    const options = workersOptions({ maxRestarts: 20 });
    const workers = await place({ trainer: { kind: 'process' }, predictor: { kind: 'process' } }, options);
    const failed = assert.rejects(predict(workers, { batch: troubledRow(troubles.isKilled) }));
    await options.logger.heard(/the predictor's worker ended by itself/, 5);
    await workers.close();
    await failed;
    assert.equal(options.logger.pids().length, 6, 'none was started after the fifth had died');
  });

  it('process: one that is killed while it is idle is there again for the next who asks', async () => {
    const options = workersOptions();
    const workers = await place({ trainer: { kind: 'process' }, predictor: { kind: 'process' } }, options);
    for (const pid of options.logger.pids()) kill(pid, 'SIGKILL');
    await Promise.all(['trainer', 'predictor'].map((role) => options.logger.heard(new RegExp(`the ${role}'s worker`))));
    assert.equal((await predict(workers, { batch: rows(0, 3) })).outputs.length, 6);
    await workers.close();
  });

  it('process: one that is stopped hangs, and is replaced', async () => {
    const options = workersOptions({ hangTimeoutMs: 300 });
    const workers = await place({ trainer: { kind: 'process' }, predictor: { kind: 'process' } }, options);
    for (const pid of options.logger.pids()) kill(pid, 'SIGSTOP');
    assert.equal((await predict(workers, { batch: rows(0, 3) })).outputs.length, 6);
    await workers.close();
  });
});
