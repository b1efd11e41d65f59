import assert from 'node:assert/strict';
import { from, lastValueFrom, tap, toArray } from 'rxjs';
import {
  type ContextConfig,
  createContext,
  instances,
  joinLabels,
  movingWindow,
  predictWith,
  replay,
  stream,
  trainOn,
  values,
} from '../../lib/index.js';
import { gru, mlp, pool } from '../../lib/models/index.js';
import { adam, momentum } from '../../lib/optimizers/index.js';
import type { Labelled } from '../../lib/types.js';
import { place } from '../../lib/workers/place.js';
import { silent } from '../support/silent.js';
import { calmOrStorm, type Weather } from '../support/target.js';
import { labelled, weatherContext } from '../support/weather.js';
import { kill, workersOptions } from '../support/workersOptions.js';

/** The n-th row: every fourth weighs as all others; the first few too, so that the step for weights is made on the way. */
function weighed(n: number): Labelled<Weather, number> {
  return n < 5 || n % 4 === 0 ? labelled(n) : { ...labelled(n), weight: (n % 7) / 2 };
}
const rows = Array.from({ length: 80 }, (_, n) => weighed(n));

async function run(config: Partial<ContextConfig<Weather>>, all = rows) {
  await using context = createContext({
    ...{ target: calmOrStorm, model: mlp({ hidden: [8] }), seed: 3, logger: silent() },
    ...config,
  });
  const out = await lastValueFrom(from(all).pipe(predictWith(context), trainOn(context), toArray()));
  const state = context.snapshot$.value;
  assert.ok(state._tag === 'Snapshot');
  return { bytes: out.map(({ id, prediction: p }) => [id, ...p.output, p.version]), weights: [...state.weights] };
}

const configs: { readonly [what: string]: Partial<ContextConfig<Weather>> } = {
  'instances with weights, a step per row': { optimizer: adam({ learningRate: 0.01 }) },
  'in windows, from older snapshots': { batchSize: 4, batchesFed: 3, maxStaleness: 12 },
  'balanced classes': { classWeight: 'balanced', batchSize: 3, optimizer: momentum() },
  'classes by name, beside replayed rows': { classWeight: { storm: 5 }, schedule: replay({ rows: 5, of: 30 }) },
  'a pool': { model: pool(), classWeight: 'balanced', batchSize: 2 },
};

describe('a strict run with weights', () => {
  for (const [what, config] of Object.entries(configs)) {
    it(`gives the same bytes inline, in threads and in processes: ${what}`, async () => {
      const inline = await run({ ...config, workers: 'inline' });
      for (const workers of ['thread', 'process'] as const) {
        assert.deepEqual(await run({ ...config, workers }), inline, workers);
      }
      const plain = rows.map(({ weight: _, ...row }) => row);
      const { classWeight: _, ...alike } = config;
      const without = await run({ ...alike, workers: 'inline' }, plain);
      assert.notDeepEqual(without.weights, inline.weights);
    });
  }

  it('gives the same bytes though its trainer is killed on the way, and its weights with it', async () => {
    async function killed(kinds: 'inline' | 'process', kills: readonly number[]) {
      const options = workersOptions({ repeats: true });
      const workers = await place({ trainer: { kind: kinds }, predictor: { kind: kinds } }, options);
      const { weights, shapes, trainer, predictor } = workers;
      const context = weatherContext({
        ...{ trainer, predictor, batchSize: 4, batchesFed: 2, classWeight: 'balanced' },
        from: { _tag: 'Snapshot', version: 0, labelsDone: 0, weights, shapes },
      });
      let count = 0;
      const scored$ = from(rows).pipe(
        predictWith(context),
        trainOn(context),
        tap(() => {
          if (kills.includes(++count)) for (const pid of options.logger.pids().slice(-2)) kill(pid, 'SIGKILL');
        }),
        toArray(),
      );
      const out = await lastValueFrom(scored$);
      const state = context.snapshot$.value;
      assert.ok(state._tag === 'Snapshot');
      await context.close();
      await workers.close();
      const deaths = options.logger.said.filter((text) => /started again/.test(text)).length;
      return { bytes: out.map(({ prediction: p }) => [...p.output, p.version]), weights: [...state.weights], deaths };
    }
    const { deaths: _, ...whole } = await killed('inline', []);
    const { deaths, ...interrupted } = await killed('process', [11, 40, 66]);
    assert.deepEqual(interrupted, whole);
    assert.ok(deaths >= 2, `${deaths} deaths`);
  });

  it('of a forecast gives the same bytes inline and in a thread, and other ones than without', async () => {
    const wave = Array.from({ length: 60 }, (_, t) => ({ s: Math.sin(t / 5), sure: t % 3 }));
    async function forecast(workers: 'inline' | 'thread', weight: { readonly weight?: 'sure' }) {
      await using context = createContext({
        ...{ target: values(['s'], { horizon: 2 }), model: gru({ units: [4] }), seed: 1, batchSize: 4, workers },
        logger: silent(),
      });
      const scored$ = stream(context, wave).pipe(
        instances(context, { features: ['s'], label: 's', ...weight }),
        movingWindow(context, { pastHistory: 4 }),
        predictWith(context),
        joinLabels(context),
        trainOn(context),
        toArray(),
      );
      return (await lastValueFrom(scored$)).map(({ prediction: { output } }) => [...output]);
    }
    const inline = await forecast('inline', { weight: 'sure' });
    assert.deepEqual(await forecast('thread', { weight: 'sure' }), inline);
    assert.notDeepEqual(await forecast('inline', {}), inline);
  });
});
