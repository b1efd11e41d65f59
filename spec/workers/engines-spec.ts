import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import type { ModelBuilder } from '../../lib/models/Model.js';
import { runPipe } from '../support/enginePipe.js';
import { itOn } from '../support/engines.js';
import { fakeNvidiaSmi } from '../support/fakeNvidiaSmi.js';

describe('workers on engines', () => {
  it('auto: a small network stays inline when strict, and as if nothing had been measured', async () => {
    const inline = await runPipe({ workers: 'inline' });
    const auto = await runPipe({});
    assert.match(auto.workers!, /workers: inline;/);
    assert.deepEqual([auto.bytes, auto.weights], [inline.bytes, inline.weights]);
  });

  it('auto: a live trainer has a thread', async () => {
    const live = await runPipe({ maxStaleness: Number.POSITIVE_INFINITY });
    assert.match(live.workers!, /workers: trainer thread, predictor inline;/);
    assert.deepEqual(
      live.bytes.map(([id]) => id),
      Array.from({ length: 40 }, (_, n) => n),
    );
  });

  it("names the remedy where a builder's network has layers that no worker knows", async () => {
    class Own extends tf.layers.Layer {
      static readonly className = 'OwnLayerOfASpec';
    }
    const model: ModelBuilder = ({ input, outputs }) =>
      tf.sequential({
        layers: [tf.layers.inputLayer({ inputShape: [...input] }), new Own(), tf.layers.dense({ units: outputs })],
      });
    assert.equal((await runPipe({ model, workers: 'inline' })).bytes.length, 40);
    await assert.rejects(
      runPipe({ model, workers: 'thread' }),
      /Unknown layer: OwnLayerOfASpec.*register them in that module/s,
    );
  });

  it('go on without the GPU that is asked for, and without the engine that it would have', async () => {
    const { bytes, said, stats } = await runPipe({ trainer: { gpu: 99 }, predictor: { gpu: 98 } });
    assert.equal(bytes.length, 40);
    assert.equal(said.filter((text) => text.includes('There are no enough GPU devices, using CPU')).length, 1);
    assert.deepEqual(stats.workers!.trainer, { kind: 'inline', engine: 'fast', device: 'CPU' });
  });

  describe('where nvidia-smi tells of a GPU', () => {
    const { PATH, CUDA_VISIBLE_DEVICES } = process.env;
    let fake: ReturnType<typeof fakeNvidiaSmi>;
    before(() => {
      // Which no machine has, so that nothing can be computed there.
      fake = fakeNvidiaSmi(['GPU-of-a-spec']);
      process.env['PATH'] = fake.path;
      delete process.env['CUDA_VISIBLE_DEVICES'];
    });
    after(() => {
      fake.remove();
      process.env['PATH'] = PATH;
      if (CUDA_VISIBLE_DEVICES !== undefined) process.env['CUDA_VISIBLE_DEVICES'] = CUDA_VISIBLE_DEVICES;
    });

    itOn(
      'tensorflow',
      'auto: who is pinned to it has the engine tensorflow, and tells where it cannot compute there',
      async () => {
        const { bytes, workers, said, stats } = await runPipe({ trainer: { gpu: 'GPU-of-a-spec' } });
        assert.equal(bytes.length, 40);
        const kinds = 'workers: trainer process, predictor inline';
        assert.equal(workers, `adlstream: ${kinds}; engine: trainer tensorflow, predictor fast; device: CPU`);
        assert.deepEqual(stats.workers!.trainer, { kind: 'process', engine: 'tensorflow', device: 'CPU' });
        assert.deepEqual(stats.workers!.predictor, { kind: 'inline', engine: 'fast', device: 'CPU' });
        assert.ok(
          said.some((text) =>
            /^adlstream: the trainer is ready in process \d+: engine tensorflow, device CPU$/.test(text),
          ),
        );
        assert.ok(
          said.includes('adlstream: the trainer computes on the CPU: its engine, tensorflow, cannot use GPU-of-a-spec'),
        );
      },
    );
  });
});
