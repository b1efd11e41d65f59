import assert from 'node:assert/strict';
import { readdirSync, readlinkSync } from 'node:fs';
import { getPriority, platform } from 'node:os';
import type { Snapshot } from '../../lib/types.js';
import type { WorkerKind } from '../../lib/workers/Hosted.js';
import { place } from '../../lib/workers/place.js';
import { kill, predict, rows, train, workersOptions } from '../support/workersOptions.js';

/** Enough weights that they go through shared memory, whatever the kind. */
const SIZE = 100_000;
const createLearner = { module: new URL('../support/uniform.js', import.meta.url), export: 'uniform' };

const open = (trainer: WorkerKind, predictor: WorkerKind, repeats = true) => {
  const options = workersOptions({ parameters: { size: SIZE }, createLearner, repeats });
  return { started: place({ trainer: { kind: trainer }, predictor: { kind: predictor } }, options), ...options };
};

/** Descriptors of files in shared memory that this process has open. */
function sharedFiles(): number {
  return readdirSync('/proc/self/fd').filter((file) => {
    try {
      return readlinkSync(`/proc/self/fd/${file}`).startsWith('/dev/shm/');
    } catch {
      // The one by which the folder was read.
      return false;
    }
  }).length;
}

describe('the hand-over of weights', () => {
  for (const trainer of ['thread', 'process'] as const) {
    for (const predictor of ['thread', 'process'] as const) {
      it(`${trainer} to ${predictor}: each prediction is from one whole version while the next are trained`, async () => {
        const { started } = open(trainer, predictor);
        const workers = await started;
        let newest: Snapshot | undefined;
        const training = (async () => {
          for (let version = 1; version <= 40; version++) {
            const asked = { batch: rows(0, 1), batchSize: 1, step: version, version, labelsDone: version };
            newest = (await train(workers, { ...asked, saves: version % 8 === 0 })).snapshot;
          }
        })();
        const versions = new Set<number>();
        while (!versions.has(40)) {
          const snapshot = newest;
          const { outputs, version } = await predict(workers, {
            batch: rows(0, 1),
            ...(snapshot === undefined ? {} : { snapshot }),
          });
          versions.add(version);
          assert.deepEqual([...outputs], [version, version]);
          assert.equal(version, snapshot?.version ?? 0);
        }
        await training;
        assert.ok(versions.size >= 3, `${versions.size} versions answered`);
        assert.ok(newest!.weights.every((weight) => weight === 40));
        await workers.close();
      });
    }
  }

  it('holds through deaths of both processes, and leaves no file open', async () => {
    const before = platform() === 'linux' ? sharedFiles() : 0;
    const { started, logger } = open('process', 'process');
    const workers = await started;
    for (let version = 1; version <= 30; version++) {
      const asked = { batch: rows(0, 1), batchSize: 1, step: version, version, labelsDone: version };
      const training = train(workers, { ...asked, saves: version % 8 === 0 });
      if (version % 10 === 3) kill(logger.pids().at(-1)!, 'SIGKILL');
      const { snapshot } = await training;
      const predicting = predict(workers, { batch: rows(0, 1), snapshot });
      if (version % 10 === 6) kill(logger.pids().at(-1)!, 'SIGKILL');
      assert.deepEqual([...(await predicting).outputs], [version, version]);
    }
    assert.ok(logger.pids().length > 4, 'nobody died');
    if (platform() === 'linux') assert.ok(sharedFiles() > before, 'there are none');
    await workers.close();
    if (platform() === 'linux') assert.equal(sharedFiles(), before);
  });

  for (const kind of ['thread', 'process'] as const) {
    it(`${kind}: training makes way for predictions, but where they wait for it`, async () => {
      const own = kind === 'process' || platform() === 'linux';
      const later = own ? Math.min(19, getPriority() + 5) : getPriority();
      for (const predictionsWait of [false, true]) {
        const { started, logger } = open(kind, kind, predictionsWait);
        const workers = await started;
        await train(workers, { batch: rows(0, 1), batchSize: 1, step: 1, version: 1, labelsDone: 1 });
        await predict(workers, { batch: rows(0, 1) });
        await workers.close();
        assert.ok(logger.said.includes(`trains with priority ${predictionsWait ? getPriority() : later}`));
        assert.ok(logger.said.includes(`predicts with priority ${getPriority()}`));
      }
    });
  }
});
