import assert from 'node:assert/strict';
import type { ContextConfig } from '../../lib/context/Context.js';
import { decodeConfig } from '../../lib/context/decodeConfig.js';
import { choosePlaces } from '../../lib/workers/choosePlaces.js';
import { place } from '../../lib/workers/place.js';
import { fakeNvidiaSmi } from '../support/fakeNvidiaSmi.js';
import { ports } from '../support/ports.js';
import { calmOrStorm, type Weather } from '../support/target.js';
import { heard, predict, rows, train, workersOptions } from '../support/workersOptions.js';

const thread = { kind: 'thread' } as const;
const inline = { kind: 'inline' } as const;

describe('choosePlaces', () => {
  const names = ['PATH', 'CUDA_VISIBLE_DEVICES', 'TF_NUM_INTRAOP_THREADS'];
  const before = names.map((name) => process.env[name]);
  let fake: ReturnType<typeof fakeNvidiaSmi>;
  beforeEach(() => {
    fake = fakeNvidiaSmi(['GPU-aaaa', 'GPU-bbbb']);
    process.env['PATH'] = fake.path;
    delete process.env['CUDA_VISIBLE_DEVICES'];
  });
  afterEach(() => {
    fake.remove();
    for (const [i, name] of names.entries()) {
      if (before[i] === undefined) delete process.env[name];
      else process.env[name] = before[i];
    }
  });

  async function choose(config: Partial<ContextConfig<Weather>>, options: Parameters<typeof workersOptions>[0] = {}) {
    const logger = heard();
    const model = { model: 'mlp', parameters: {} };
    const decoded = decodeConfig({ target: calmOrStorm, model, logger, batchSize: 4, ...config });
    assert.ok(decoded._tag === 'Right');
    const complete = workersOptions(options);
    return { ...(await choosePlaces(decoded.right, complete)), said: logger.said, options: complete };
  }

  it('takes the kind that is asked for, and a port for its worker', async () => {
    for (const kind of ['inline', 'thread', 'process'] as const) {
      const { places, spare } = await choose({ workers: kind });
      assert.deepEqual([places, spare], [{ trainer: { kind }, predictor: { kind } }, undefined]);
    }
    const { trainer } = ports().workers;
    assert.deepEqual((await choose({ workers: 'thread', trainer })).places, { trainer, predictor: thread });
  });

  it('auto: stays in the thread of the stream where a call takes a few milliseconds and training comes before predicting', async () => {
    for (const maxStaleness of [0, 100]) {
      const { places } = await choose({ maxStaleness });
      assert.deepEqual(places, { trainer: inline, predictor: inline });
    }
  });

  it('auto: gives a slow training a thread, by what a walk over the whole window takes', async () => {
    const slow = { parameters: { stepMs: 6 } };
    assert.deepEqual((await choose({}, slow)).places, { trainer: thread, predictor: inline });
    const walk = { parameters: { stepMs: 1 } };
    assert.deepEqual((await choose({}, walk)).places, { trainer: inline, predictor: inline });
    assert.deepEqual((await choose({ batchesFed: 10 }, walk)).places, { trainer: thread, predictor: inline });
    assert.deepEqual((await choose({}, { parameters: { predictMs: 6 } })).places, {
      trainer: thread,
      predictor: thread,
    });
  });

  it('auto: gives a live trainer a thread, and a predictor that takes longer than one millisecond too', async () => {
    const maxStaleness = Number.POSITIVE_INFINITY;
    assert.deepEqual((await choose({ maxStaleness })).places, { trainer: thread, predictor: inline });
    const slow = { parameters: { predictMs: 2 } };
    assert.deepEqual((await choose({ maxStaleness }, slow)).places, { trainer: thread, predictor: thread });
  });

  it('measures without a trace: what was measured with goes on as if it were new', async () => {
    const { places, spare, options } = await choose({});
    const measured = await place(places, options, spare);
    const fresh = await place(places, workersOptions());
    const asked = { batch: rows(0, 8), batchSize: 4, step: 1, version: 1, labelsDone: 8, saves: true };
    const replies = [await train(measured, asked), await train(fresh, asked)];
    assert.deepEqual([replies[0]!.snapshot, replies[0]!.state], [replies[1]!.snapshot, replies[1]!.state]);
    assert.equal(options.logger.said.filter((text) => text.startsWith('pid')).length, 1, 'only one learner was made');
  });

  it('disposes of what it measured with where nothing runs inline', async () => {
    const { places, spare, options } = await choose({}, { parameters: { predictMs: 6 } });
    const workers = await place(places, options, spare);
    assert.deepEqual(options.logger.said.filter((text) => text === 'disposed').length, 1);
    await workers.close();
  });

  it('gives whoever asks for a GPU a process that sees that one alone, and shares memory and cores', async () => {
    const gpus = { trainer: { gpu: 1 }, predictor: { gpu: 'GPU-aaaa' } };
    const { places, options, said } = await choose(gpus, { parameters: { device: 'GPU' } });
    assert.deepEqual(places, {
      trainer: { kind: 'process', gpu: '1' },
      predictor: { kind: 'process', gpu: 'GPU-aaaa' },
    });
    assert.deepEqual(said, []);
    const workers = await place(places, options);
    assert.equal(workers.kind, 'process');
    assert.equal(workers.device, 'trainer GPU 1, predictor GPU-aaaa');
    assert.equal(workers.roles.trainer?.device, 'GPU 1');
    const seen = options.logger.said.filter((text) => text.includes('='));
    const threads = /TF_NUM_INTRAOP_THREADS=\d+/;
    for (const device of ['1', 'GPU-aaaa']) assert.ok(seen.includes(`CUDA_VISIBLE_DEVICES=${device}`));
    assert.equal(seen.filter((text) => text === 'CUDA_DEVICE_ORDER=PCI_BUS_ID').length, 2);
    assert.equal(seen.filter((text) => text === 'TF_FORCE_GPU_ALLOW_GROWTH=true').length, 2);
    assert.equal(seen.filter((text) => threads.test(text)).length, 2);
    assert.equal((await predict(workers, { batch: rows(0, 1) })).version, 0);
    await workers.close();
  });

  it('gives whoever asks for a WebGPU adapter, or for its engine, a process, and measures only for the other', async () => {
    const { places, spare } = await choose({ trainer: { adapter: 'RTX' } });
    assert.deepEqual(places, { trainer: { kind: 'process', adapter: 'RTX' }, predictor: inline });
    assert.notEqual(spare, undefined);
    const both = await choose({ engine: 'webgpu', predictor: { adapter: 'RTX' } });
    assert.deepEqual(both.places, { trainer: { kind: 'process' }, predictor: { kind: 'process', adapter: 'RTX' } });
    assert.equal(both.spare, undefined);
  });

  it("lets a user's own settings stand, and hides GPUs from a process that asks for none", async () => {
    process.env['TF_NUM_INTRAOP_THREADS'] = '7';
    const { places, options } = await choose({ workers: 'process' });
    await (await place(places, options)).close();
    const seen = options.logger.said.filter((text) => text.includes('='));
    assert.equal(seen.filter((text) => text === 'TF_NUM_INTRAOP_THREADS=7').length, 2);
    assert.equal(seen.filter((text) => text === 'CUDA_VISIBLE_DEVICES=-1').length, 2);
  });

  it('warns once where there are not enough GPUs, and goes on with the CPU', async () => {
    const { places, said } = await choose({ trainer: { gpu: 1 }, predictor: { gpu: 2 } });
    assert.deepEqual(places, { trainer: { kind: 'process', gpu: '1' }, predictor: inline });
    assert.equal(said.length, 1);
    assert.match(
      said[0]!,
      /There are no enough GPU devices, using CPU: no GPU 2 for the predictor; 2 may be used here/,
    );
    process.env['CUDA_VISIBLE_DEVICES'] = '';
    const none = await choose({ trainer: { gpu: 0 }, predictor: { gpu: 1 } });
    assert.deepEqual(none.places, { trainer: inline, predictor: inline });
    assert.equal(none.said.length, 1);
  });
});
