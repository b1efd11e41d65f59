import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { from, lastValueFrom, toArray } from 'rxjs';
import type { ContextConfig } from '../../lib/context/Context.js';
import { createContext } from '../../lib/context/createContext.js';
import { predictWith } from '../../lib/learn/predictWith.js';
import { trainOn } from '../../lib/learn/trainOn.js';
import { mlp } from '../../lib/models/mlp.js';
import { adam } from '../../lib/optimizers/adam.js';
import { ORDER } from '../support/losesGpu.js';
import { silent } from '../support/silent.js';
import { calmOrStorm, type Weather } from '../support/target.js';
import { temporaryFile } from '../support/temporaryFile.js';
import { labelled } from '../support/weather.js';
import { webgpuAdapter } from '../support/webgpuAdapter.js';

const loss = { module: new URL('../support/losesGpu.js', import.meta.url), export: 'losesGpu' };

/** @returns all that a strict run is judged by, and what its workers were. */
async function run(config: Partial<ContextConfig<Weather>>) {
  const logger = silent();
  await using context = createContext({
    ...{ target: calmOrStorm, model: mlp({ hidden: [4] }), optimizer: adam(), seed: 3, batchSize: 4, logger },
    ...config,
  });
  const rows = Array.from({ length: 10 }, (_, n) => labelled(n));
  const out = await lastValueFrom(from(rows).pipe(predictWith(context), trainOn(context), toArray()));
  const state = context.snapshot$.value;
  assert.ok(state._tag === 'Snapshot');
  const bytes = [...out.map(({ id, prediction: p }) => [id, ...p.output, p.version]), [...state.weights]];
  return { bytes, workers: logger.said.find((text) => text.includes('workers: ')), said: logger.said };
}

describe('workers on the engine webgpu', () => {
  let device: string;
  before(async function () {
    const found = await webgpuAdapter();
    if (found.device === undefined) this.skip();
    device = found.device;
  });

  it('are processes, started again where the GPU is lost in the midst of a training, and give the same bytes', async () => {
    const left = await run({ engine: 'webgpu', loss });
    assert.equal(left.workers, `adlstream: workers: process; engine: webgpu; device: ${device}`);
    const order = temporaryFile('order');
    writeFileSync(order, '');
    process.env[ORDER] = order;
    try {
      const adapter = device.slice(1, -1);
      const disturbed = await run({ trainer: { adapter }, predictor: { adapter }, loss });
      assert.equal(disturbed.workers, left.workers);
      assert.deepEqual(disturbed.bytes, left.bytes);
      assert.equal(existsSync(order), false);
      assert.ok(disturbed.said.some((text) => /trainer's worker ended by itself .*GPU .* was lost.*again/s.test(text)));
    } finally {
      delete process.env[ORDER];
    }
  });

  it('may be one of two, the other on the CPU', async () => {
    const { bytes, workers } = await run({ trainer: { adapter: device } });
    assert.equal(bytes.length, 11);
    const devices = `engine: trainer webgpu, predictor fast; device: trainer ${device}, predictor CPU`;
    assert.equal(workers, `adlstream: workers: trainer process, predictor inline; ${devices}`);
  });
});
