import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { from, lastValueFrom, toArray } from 'rxjs';
import type { ContextConfig } from '../../lib/context/Context.js';
import { createContext } from '../../lib/context/createContext.js';
import { predictWith } from '../../lib/learn/predictWith.js';
import { trainOn } from '../../lib/learn/trainOn.js';
import { dropout } from '../../lib/models/layers/dropout.js';
import type { ModelBuilder } from '../../lib/models/Model.js';
import { mlp } from '../../lib/models/mlp.js';
import { adam } from '../../lib/optimizers/adam.js';
import { availableEngines } from '../support/engines.js';
import { silent } from '../support/silent.js';
import { calmOrStorm, type Weather } from '../support/target.js';
import { labelled } from '../support/weather.js';

/** A network with all that must survive the way to a worker: seeded masks, averages that are not trained, a penalty. */
const builder: ModelBuilder = ({ input, outputs, seed }) =>
  tf.sequential({
    layers: [
      tf.layers.dense({
        ...{ units: 8, activation: 'relu', inputShape: [...input] },
        kernelInitializer: tf.initializers.glorotUniform({ seed }),
        kernelRegularizer: tf.regularizers.l2({ l2: 0.01 }),
      }),
      tf.layers.batchNormalization(),
      dropout(tf, { rate: 0.3 }),
      tf.layers.dense({ units: outputs, kernelInitializer: tf.initializers.constant({ value: 0.1 }) }),
    ],
  });

const module = new URL('../support/huber.js', import.meta.url);

const configs: { readonly [what: string]: Partial<ContextConfig<Weather>> } = {
  'a perceptron with dropout': { model: mlp({ hidden: [8], dropout: 0.2 }), batchSize: 4, batchesFed: 2 },
  "a builder's network": { model: builder, batchSize: 4 },
  'a network and a loss of modules': {
    model: { module, export: 'linear' },
    loss: { module, export: 'huber' },
  },
};

/** @returns all that a run is judged by, and what its workers were. */
async function run(config: Partial<ContextConfig<Weather>>) {
  const logger = silent();
  await using context = createContext({
    ...{ target: calmOrStorm, model: mlp(), optimizer: adam({ learningRate: 0.05 }), seed: 3, logger },
    ...config,
  });
  const rows = Array.from({ length: 40 }, (_, n) => labelled(n));
  const out = await lastValueFrom(from(rows).pipe(predictWith(context), trainOn(context), toArray()));
  const state = context.snapshot$.value;
  assert.ok(state._tag === 'Snapshot');
  const bytes = out.map(({ id, prediction: p }) => [id, ...p.output, p.version]);
  return {
    bytes,
    weights: [...state.weights],
    workers: logger.said.find((text) => text.includes('workers: ')),
    said: logger.said,
  };
}

describe('workers on engines', () => {
  for (const engine of availableEngines) {
    for (const [what, config] of Object.entries(configs)) {
      it(`give the same bytes inline, in threads and in processes: ${engine}, ${what}`, async () => {
        const inline = await run({ ...config, engine, workers: 'inline' });
        assert.equal(inline.workers, `adlstream: workers: inline; engine: ${engine}; device: CPU`);
        assert.ok(inline.bytes.length === 40);
        for (const workers of ['thread', 'process'] as const) {
          const other = await run({ ...config, engine, workers });
          assert.deepEqual([other.bytes, other.weights], [inline.bytes, inline.weights]);
          assert.equal(other.workers, `adlstream: workers: ${workers}; engine: ${engine}; device: CPU`);
        }
      });
    }
  }

  it('auto: a small network stays inline when strict, and as if nothing had been measured', async () => {
    const inline = await run({ workers: 'inline' });
    const auto = await run({});
    assert.match(auto.workers!, /workers: inline;/);
    assert.deepEqual([auto.bytes, auto.weights], [inline.bytes, inline.weights]);
  });

  it('auto: a live trainer has a thread', async () => {
    const live = await run({ maxStaleness: Number.POSITIVE_INFINITY });
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
    assert.equal((await run({ model, workers: 'inline' })).bytes.length, 40);
    await assert.rejects(
      run({ model, workers: 'thread' }),
      /Unknown layer: OwnLayerOfASpec.*register them in that module/s,
    );
  });

  it('goes on without the GPU that is asked for, and without the engine that it would have', async () => {
    const { bytes, said } = await run({ trainer: { gpu: 99 }, predictor: { gpu: 98 } });
    assert.equal(bytes.length, 40);
    assert.equal(said.filter((text) => text.includes('There are no enough GPU devices, using CPU')).length, 1);
  });
});
