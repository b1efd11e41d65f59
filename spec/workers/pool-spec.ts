import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { from, lastValueFrom, toArray } from 'rxjs';
import type { ContextConfig } from '../../lib/context/Context.js';
import { createContext } from '../../lib/context/createContext.js';
import { predictWith } from '../../lib/learn/predictWith.js';
import { trainOn } from '../../lib/learn/trainOn.js';
import { mlp, type PoolMember, pool } from '../../lib/models/index.js';
import type { ModelBuilder } from '../../lib/models/Model.js';
import { adam, sgd } from '../../lib/optimizers/index.js';
import type { Snapshot, SnapshotState } from '../../lib/types.js';
import { HeldSnapshot } from '../../lib/workers/HeldSnapshot.js';
import { silent } from '../support/silent.js';
import { calmOrStorm, type Weather } from '../support/target.js';
import { labelled } from '../support/weather.js';

const builder: ModelBuilder = ({ input, outputs, seed }) =>
  tf.sequential({
    layers: [
      tf.layers.dense({
        ...{ units: 4, inputShape: [...input] },
        kernelInitializer: tf.initializers.glorotUniform({ seed }),
      }),
      tf.layers.dense({ units: outputs, kernelInitializer: tf.initializers.constant({ value: 0.1 }) }),
    ],
  });

const module = new URL('../support/huber.js', import.meta.url);

const members: readonly PoolMember[] = [
  { model: mlp({ hidden: [8] }), optimizer: sgd({ learningRate: 0.1 }), replay: true },
  { model: builder, optimizer: adam({ learningRate: 0.05 }), view: 'encoded' },
  { model: { module, export: 'linear' }, optimizer: sgd(), replay: true },
];

const configs: { readonly [what: string]: Partial<ContextConfig<Weather>> } = {
  'the default members': { model: pool() },
  'the default members of windows': { model: pool(), inputShape: [2, 1] },
  'members of every kind, in blocks': { model: pool({ members }), batchSize: 4, batchesFed: 2 },
  'answers from older snapshots': { model: pool(), maxStaleness: 5, batchSize: 2 },
};

/** @returns all that a run is judged by, and every snapshot that was looked at on the way. */
async function run(config: Partial<ContextConfig<Weather>>, looks = false) {
  await using context = createContext({
    ...{ target: calmOrStorm, model: pool(), seed: 3, logger: silent() },
    ...config,
  });
  const seen: SnapshotState[] = [];
  if (looks) context.snapshot$.subscribe((state) => seen.push(state));
  const rows = Array.from({ length: 60 }, (_, n) => labelled(n));
  const out = await lastValueFrom(from(rows).pipe(predictWith(context), trainOn(context), toArray()));
  const state = context.snapshot$.value;
  assert.ok(state._tag === 'Snapshot');
  return { bytes: out.map(({ id, prediction: p }) => [id, ...p.output, p.version]), weights: state.weights, seen };
}

describe('a pool in workers', () => {
  for (const [what, config] of Object.entries(configs)) {
    it(`gives the same bytes inline, in threads and in processes: ${what}`, async () => {
      const inline = await run({ ...config, workers: 'inline' });
      assert.equal(inline.bytes.length, 60);
      for (const workers of ['thread', 'process'] as const) {
        const other = await run({ ...config, workers });
        assert.deepEqual([other.bytes, other.weights], [inline.bytes, inline.weights], workers);
      }
    });
  }

  it('predicts every row of a live run', async () => {
    const { bytes } = await run({ maxStaleness: Number.POSITIVE_INFINITY });
    assert.equal(bytes.length, 60);
  });
});

describe('snapshots that are copied when they are looked at', () => {
  const weightsOf = (states: readonly SnapshotState[]) =>
    states.flatMap((state) => (state._tag === 'Snapshot' ? [[state.version, ...state.weights]] : []));

  it('are what they were when they were published, whoever looks at them later', async () => {
    const thread = await run({ workers: 'thread' }, true);
    const inline = await run({ workers: 'inline' }, true);
    assert.equal(weightsOf(inline.seen).length, 61);
    assert.deepEqual(weightsOf(inline.seen), weightsOf(thread.seen));
    assert.deepEqual(inline.weights, (await run({ workers: 'inline' })).weights);
  });

  it('are plain data for users, and one object each', async () => {
    await using context = createContext({
      target: calmOrStorm,
      model: pool(),
      seed: 3,
      workers: 'inline',
      logger: silent(),
    });
    await lastValueFrom(from([labelled(0), labelled(1)]).pipe(predictWith(context), trainOn(context)));
    const one = context.snapshot$.value as Snapshot;
    assert.equal(context.snapshot$.value, one);
    assert.ok(!(one instanceof HeldSnapshot));
    assert.deepEqual(structuredClone(one), one);
    const states: SnapshotState[] = [];
    context.snapshot$.subscribe((state) => states.push(state)).unsubscribe();
    assert.deepEqual(states, [one]);
  });

  it('are copied once, and not at all where nobody asks', () => {
    let copies = 0;
    const snapshot = new HeldSnapshot(3, 2, [[1]], () => Float32Array.of(++copies));
    assert.deepEqual([snapshot.version, snapshot.labelsDone, copies], [3, 2, 0]);
    const { weights } = snapshot;
    assert.equal(snapshot.whole().weights, weights);
    assert.deepEqual([weights[0], copies], [1, 1]);
  });
});
