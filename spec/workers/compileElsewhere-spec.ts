import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import type { LearnerDescription } from '../../lib/engine/LearnerDescription.js';
import type { ContextConfig } from '../../lib/index.js';
import { type ModelBuilder, mlp, pool } from '../../lib/models/index.js';
import { adam } from '../../lib/optimizers/index.js';
import type { WorkerKind } from '../../lib/workers/Hosted.js';
import { place } from '../../lib/workers/place.js';
import { BUILDS } from '../support/countsBuilds.js';
import { Host } from '../support/Host.js';
import type { Weather } from '../support/target.js';
import { temporaryFile } from '../support/temporaryFile.js';
import { type Heard, heard, kill, predict, rows, train, workersOptions } from '../support/workersOptions.js';

const lib = new URL('../../lib/', import.meta.url);
const spy = new URL('../support/tellsTfjs.js', import.meta.url).href;

type Given = Pick<ContextConfig<Weather>, 'model' | 'workers' | 'classWeight'>;

/** Trains and predicts; in processes also with workers that take over from killed ones. @returns all that was said. */
async function run(given: Given, isLive = false): Promise<string> {
  const host = new Host(
    `
    import { from, lastValueFrom } from 'rxjs';
    import { classes, createContext, predictWith, trainOn } from '${lib}index.js';

    const pids = {};
    const say = (text) => {
      console.log(text);
      const [, role, pid] = /the (\\w+) is ready in process (\\d+)/.exec(text) ?? [];
      if (pid) pids[role] = Number(pid);
    };
    const rows = Array.from({ length: 30 }, (_, n) => ({ id: n, x: Float32Array.of(n % 3, n % 5), row: n, y: 'ab'[n % 2] }));
    const context = createContext({
      target: classes(['a', 'b']), seed: 1, logger: { debug: say, info: say, warn: say, error: say },
      ...${JSON.stringify(given)}, maxStaleness: ${isLive ? 'Infinity' : 0},
    });
    const pass = (some) => lastValueFrom(from(some).pipe(predictWith(context), trainOn(context)));
    await pass(rows);
    for (const pid of Object.values(pids)) process.kill(pid, 'SIGKILL');
    await pass(rows.map((row) => ({ ...row, id: row.id + 30 })));
    await context.close();
    console.log('done');
    `,
    ...['--import', spy],
  );
  assert.deepEqual(await host.ended, { code: 0, signal: null }, host.text);
  await host.allEnded;
  return host.text;
}

/** What those that ran in threads or processes of their own have loaded: `undefined` of those that were killed. */
function loaded(text: string, inWords: RegExp): (string | undefined)[] {
  return [...text.matchAll(inWords)].map(([, where]) => {
    return new RegExp(`^${where} has loaded (.*)$`, 'm').exec(text)?.[1];
  });
}

const compilers = /networks are compiled in (\w+ \d+)/g;
const predictors = /the predictor runs in (\w+ \d+)/g;
const trainers = /the trainer runs in (\w+ \d+)/g;
const none = 'no tfjs';

describe('compileElsewhere', () => {
  for (const workers of ['thread', 'process'] as const) {
    /** Those that were killed can say nothing; those that took over do. */
    const both = workers === 'thread' ? [none] : [undefined, none];

    for (const [what, model] of Object.entries({
      'a network': mlp({ hidden: [8], dropout: 0.1 }),
      'a pool with members apart': pool({
        members: [
          { model: mlp({ hidden: [8] }), optimizer: adam() },
          { model: mlp({ hidden: [8, 4] }), optimizer: adam() },
        ],
      }),
    })) {
      it(`${workers}: no worker that runs a program has loaded tfjs, nor has the host: ${what}`, async () => {
        const text = await run({ model, workers });
        const [compiler, ...others] = loaded(text, compilers);
        assert.match(compiler!, /^tfjs,.*tfjs-layers/, 'the one that compiles has');
        assert.deepEqual(others, [], 'it is compiled once, whoever is started again');
        assert.deepEqual([loaded(text, trainers), loaded(text, predictors)], [both, both]);
        assert.equal(text.match(/process \d+ has loaded no tfjs/g)?.length, workers === 'thread' ? 1 : 3, text);
        assert.equal(text.match(/ready in .* engine fast, device CPU/g)?.length, 2 * both.length);
      });
    }

    it(`${workers}: nothing is compiled where members are computed together`, async () => {
      const text = await run({ model: pool(), workers });
      assert.deepEqual(loaded(text, compilers), []);
      assert.deepEqual([loaded(text, trainers), loaded(text, predictors)], [both, both]);
    });

    it(`${workers}: a trainer loads tfjs when rows with weights come, and the predictor does not`, async () => {
      const text = await run({ model: mlp({ hidden: [8] }), workers, classWeight: 'balanced' });
      assert.match(loaded(text, trainers).at(-1)!, /^tfjs,/);
      assert.deepEqual(loaded(text, predictors), both);
    });

    it(`${workers}: another engine takes over where the network cannot be compiled, and each worker says why`, async () => {
      const logger = await start([workers, workers], { model: noisy });
      const reason = 'the engine is wasm, since fast: layer noise: it draws random numbers of its own at each step';
      assert.equal(logger.said.filter((text) => text.startsWith(reason)).length, 2, logger.said.join('\n'));
      assert.equal(logger.said.filter((text) => /is ready in .* engine wasm/.test(text)).length, 2);
    });

    it(`${workers}: a mistake of the description is why no worker starts`, async () => {
      await assert.rejects(start([workers, workers], { loss: 'no loss' }), { name: 'ConfigError', message: /no loss/ });
    });
  }

  it('auto: a live feed has its program made in a thread, so that its host has not loaded tfjs', async () => {
    const text = await run({ model: mlp({ hidden: [8] }), workers: 'auto' }, true);
    assert.match(text, /workers: trainer thread, predictor inline; engine: fast/);
    assert.match(loaded(text, compilers).join(), /^tfjs,/);
    assert.deepEqual(loaded(text, trainers), [none]);
    assert.match(text, /^process \d+ has loaded no tfjs$/m);
  });

  for (const [trainer, predictor, olderSnapshots] of [
    ['inline', 'inline', false],
    ['inline', 'inline', true],
    ['thread', 'inline', true],
    ['inline', 'process', true],
    ['thread', 'thread', true],
    ['process', 'thread', true],
  ] as const) {
    const snapshots = olderSnapshots ? 'older snapshots' : 'the newest snapshot';
    it(`a network is built once: trainer ${trainer}, predictor ${predictor}, from ${snapshots}`, async () => {
      const file = temporaryFile('builds');
      process.env[BUILDS] = file;
      const model = { module: new URL('../support/countsBuilds.js', import.meta.url), export: 'build' };
      await start([trainer, predictor], { model }, { olderSnapshots });
      assert.equal(readFileSync(file, 'utf8'), 'built\n');
    });
  }

  it('each worker compiles for itself where the one that does it for all dies of it', async () => {
    const logger = heard();
    const killed = logger.heard(/networks are compiled in process/).then(() => {
      const [, pid] = /networks are compiled in process (\d+)/.exec(logger.said.join('\n'))!;
      kill(Number(pid), 'SIGKILL');
    });
    await start(['process', 'process'], {}, { logger });
    await killed;
    const died = "the compiler's worker ended by itself (SIGKILL); each worker compiles for itself";
    assert.ok(
      logger.said.some((text) => text.includes(died)),
      logger.said.join('\n'),
    );
    assert.equal(logger.said.filter((text) => /is ready in .* engine fast/.test(text)).length, 2);
  });
});

/** Starts both, has them train and predict, and ends them. @returns what was said. */
async function start(
  [trainer, predictor]: readonly [WorkerKind, WorkerKind],
  description: Partial<LearnerDescription>,
  { logger = heard(), olderSnapshots = false } = {},
): Promise<Heard> {
  const { createLearner: _, ...options } = workersOptions({ engine: 'auto', olderSnapshots });
  const described = { ...options.description, model: mlp({ hidden: [4] }), ...description };
  const places = { trainer: { kind: trainer }, predictor: { kind: predictor } };
  const workers = await place(places, { ...options, description: described, logger });
  const { snapshot } = await train(workers, { batch: rows(0, 4), batchSize: 4, step: 1, version: 1, labelsDone: 4 });
  assert.equal((await predict(workers, { batch: rows(0, 1), snapshot })).version, 1);
  await workers.close();
  return logger;
}

/** Draws random numbers of its own, which no program can. */
const noisy: ModelBuilder = ({ input, outputs }) =>
  tf.sequential({
    layers: [
      tf.layers.gaussianNoise({ stddev: 0.1, name: 'noise', inputShape: [...input] }),
      tf.layers.dense({ units: outputs }),
    ],
  });
