import assert from 'node:assert/strict';
import { concat, NEVER, of } from 'rxjs';
import { coreOf } from '../../lib/context/Core.js';
import { createContext } from '../../lib/context/createContext.js';
import { decodeConfig } from '../../lib/context/decodeConfig.js';
import { ConfigError, ContextClosedError } from '../../lib/errors.js';
import { predictWith } from '../../lib/learn/predictWith.js';
import { trainOn } from '../../lib/learn/trainOn.js';
import type { Description, PlainData, SnapshotState, Stateful } from '../../lib/types.js';
import { ports } from '../support/ports.js';
import { calmOrStorm } from '../support/target.js';
import { labelled, reading, weatherContext } from '../support/weather.js';

class Counter implements Stateful {
  constructor(public count = 0) {}
  save(): PlainData {
    return this.count;
  }
}
const counter: Description<Counter> = { name: 'counter', create: (saved) => new Counter((saved as number) ?? 0) };

describe('createContext', () => {
  it('throws one error that lists every mistake with its remedy, and decodeConfig gives the same as a value', () => {
    const config = {
      target: calmOrStorm,
      model: { model: 'nonsense', parameters: {} },
      batchSize: 0,
      maxStaleness: -1,
      onBad: 'never',
      batchsize: 3,
    } as never;
    assert.throws(
      () => createContext(config),
      (error) => {
        assert.ok(error instanceof ConfigError);
        assert.deepEqual(
          new Set(error.mistakes.map(({ option }) => option)),
          new Set(['model', 'batchSize', 'maxStaleness', 'onBad', 'batchsize']),
        );
        assert.ok(error.mistakes.every(({ remedy }) => remedy.length > 10));
        return true;
      },
    );
    const decoded = decodeConfig(config);
    assert.equal(decoded._tag, 'Left');
  });

  it('takes a placement or a port for a worker, and a pinned GPU only where a process may have it', () => {
    const base = { target: calmOrStorm, model: { model: 'mlp', parameters: {} } } as const;
    const mistakes = (config: object) => {
      const decoded = decodeConfig({ ...base, ...config });
      return decoded._tag === 'Left' ? decoded.left.mistakes.map(({ option }) => option) : [];
    };
    for (const trainer of [{}, { gpu: 0 }, { gpu: 'GPU-1' }, { adapter: 'RTX' }, ports().workers.trainer]) {
      for (const workers of ['auto', 'process']) assert.deepEqual(mistakes({ trainer, workers }), []);
    }
    for (const trainer of [
      { gpu: -1 },
      { gpu: '' },
      { gpu: 1.5 },
      { adapter: 1 },
      { adapter: '' },
      { device: 0 },
      3,
      null,
    ]) {
      assert.deepEqual(mistakes({ trainer }), ['trainer']);
    }
    for (const workers of ['inline', 'thread'])
      assert.deepEqual(mistakes({ predictor: { gpu: 0 }, workers }), ['workers']);
    assert.deepEqual(mistakes({ workers: 'both', maxRestarts: -1, hangTimeoutMs: 0 }).sort(), [
      ...['hangTimeoutMs', 'maxRestarts', 'workers'],
    ]);
  });

  it('takes a WebGPU adapter, and its engine, only where a process may have it and nothing else is asked for', () => {
    const base = { target: calmOrStorm, model: { model: 'mlp', parameters: {} } } as const;
    const mistakes = (config: object) => {
      const decoded = decodeConfig({ ...base, ...config });
      return decoded._tag === 'Left' ? decoded.left.mistakes.map(({ option }) => option) : [];
    };
    const trainer = { adapter: 'RTX' };
    for (const workers of ['auto', 'process']) {
      assert.deepEqual(mistakes({ engine: 'webgpu', workers }), []);
      assert.deepEqual(mistakes({ engine: 'webgpu', trainer, predictor: ports().workers.predictor, workers }), []);
    }
    for (const workers of ['inline', 'thread']) {
      assert.deepEqual(mistakes({ engine: 'webgpu', workers }), ['workers']);
      assert.deepEqual(mistakes({ trainer, workers }), ['workers']);
    }
    assert.deepEqual(mistakes({ engine: 'cpu', trainer }), ['engine']);
    assert.deepEqual(mistakes({ engine: 'webgpu', predictor: { gpu: 0 } }), ['predictor']);
    assert.deepEqual(mistakes({ trainer: { adapter: 'RTX', gpu: 0 } }), ['trainer']);
  });

  it('fills in the defaults of the design', () => {
    const decoded = decodeConfig({ target: calmOrStorm, model: { model: 'mlp', parameters: {} } });
    assert.ok(decoded._tag === 'Right');
    const { batchSize, batchesFed, maxStaleness, onBad, overflow, maxPending, engine, workers, schedule } =
      decoded.right;
    assert.deepEqual(
      { batchSize, batchesFed, maxStaleness, onBad, overflow, maxPending, engine, workers, schedule },
      {
        batchSize: 1,
        batchesFed: 1,
        maxStaleness: 0,
        onBad: 'error',
        overflow: 'error',
        maxPending: 10_000,
        engine: 'auto',
        workers: 'auto',
        schedule: 'window',
      },
    );
  });

  it('is Starting until the shape is known, then publishes snapshot 0, then one per training', () => {
    const context = createContext({ target: calmOrStorm, model: { model: 'mlp', parameters: {} }, ...ports().workers });
    const states: (string | number)[] = [];
    context.snapshot$.subscribe((state: SnapshotState) =>
      states.push(state._tag === 'Snapshot' ? state.version : state._tag),
    );
    of(labelled(0), labelled(1)).pipe(predictWith(context), trainOn(context)).subscribe();
    assert.deepEqual(states, ['Starting', 0, 1, 2]);
  });

  it('starts from what another context has learned', () => {
    const from = {
      _tag: 'Snapshot',
      version: 9,
      labelsDone: 90,
      weights: Float32Array.of(1, 2),
      shapes: [[2]],
    } as const;
    const context = weatherContext({ ...ports().workers, from });
    const { value } = context.snapshot$;
    assert.ok(value._tag === 'Snapshot' && value.version === 0 && value.weights === from.weights);
    let untrained: boolean | undefined;
    of(reading(0))
      .pipe(predictWith(context))
      .subscribe((e) => {
        untrained = coreOf(context).isUntrained(e.prediction);
      });
    assert.equal(untrained, false);
  });

  it('goes on from the current weights when a pipe is subscribed to again', () => {
    const context = weatherContext(ports().workers);
    const pipe$ = of(labelled(0), labelled(1)).pipe(predictWith(context), trainOn(context));
    const versions: number[] = [];
    pipe$.subscribe((e) => versions.push(e.prediction.version));
    pipe$.subscribe((e) => versions.push(e.prediction.version));
    assert.deepEqual(versions, [0, 1, 2, 3]);
  });

  it('keeps the parts of operators by name, refuses two live owners, and lets scopes have their own', () => {
    const context = weatherContext(ports().workers);
    const core = coreOf(context);
    const first = core.own('scale', counter);
    first.part.count = 5;
    assert.throws(() => core.own('scale', counter), /another live operator has this name.*scope/);
    first.release();
    assert.equal(core.own('scale', counter).part.count, 5);
    const device = context.scope('device 1');
    const scoped = coreOf(device).own('scale', counter);
    assert.equal(scoped.part.count, 0);
    scoped.part.count = 7;
    scoped.release();
    assert.equal(coreOf(context.scope('device 1')).own('scale', counter).part.count, 7);
    assert.equal(coreOf(context.scope('device 1').scope('inner')).own('scale', counter).part.count, 0);
  });

  it('forgets a scope, and refuses a part of another description', () => {
    const context = weatherContext(ports().workers);
    const device = context.scope('device 1');
    const owned = coreOf(device).own('scale', counter);
    owned.part.count = 7;
    owned.release();
    assert.throws(() => coreOf(device).own('scale', { ...counter, name: 'other' }), /state of 'counter'/);
    device.forget();
    assert.equal(coreOf(device).own('scale', counter).part.count, 0);
  });

  it('counts and times what passes, in total and since the last second', () => {
    let now = 0;
    const context = weatherContext({ ...ports().workers, clock: { now: () => now } });
    const seen: { interval: number; total: number }[] = [];
    context.stats$.subscribe(({ interval, total }) =>
      seen.push({ interval: interval.predicted, total: total.predicted }),
    );
    const source = [0, 1, 2, 3].map(labelled);
    for (const row of source) {
      now += 400;
      concat(of(row), NEVER).pipe(predictWith(context), trainOn(context)).subscribe();
    }
    assert.deepEqual(seen, [
      { interval: 0, total: 0 },
      { interval: 3, total: 3 },
    ]);
    let waitMs: number | undefined = -1;
    context.stats$.subscribe(({ interval, total }) => {
      waitMs = total.waitMs.max;
      assert.deepEqual(
        [interval.predicted, total.predicted, total.labelled, total.versions, total.pending],
        [1, 4, 4, 4, 0],
      );
    });
    assert.equal(waitMs, 0);
  });

  it('tells the age of the model that answered, and of labels whose training has not begun', () => {
    let now = 0;
    const { predictor } = ports().workers;
    const context = weatherContext({
      predictor: (request) => {
        now += 3;
        return predictor(request);
      },
      trainer: () => NEVER,
      maxStaleness: 10,
      clock: { now: () => now },
    });
    for (const n of [0, 1, 2]) {
      now += 100;
      concat(of(labelled(n)), NEVER)
        .pipe(predictWith(context), trainOn(context))
        .subscribe();
    }
    context.stats$.subscribe(({ total: { modelAgeMs, trainingDue, restarts } }) => {
      const ages = [modelAgeMs.p50, modelAgeMs.max].map((ms) => Math.round(ms!));
      assert.deepEqual([ages, trainingDue, restarts], [[206, 309], 2, 0]);
    });
  });

  it('starts with the shape that an operator tells, unless one is configured', () => {
    const workers = ports().workers;
    const untold = createContext({ target: calmOrStorm, model: { model: 'mlp', parameters: {} }, ...workers });
    coreOf(untold.scope('one')).inputShape([1, 2]);
    assert.equal(untold.snapshot$.value._tag, 'Snapshot');
    coreOf(untold).inputShape([3]);
    for (const context of [untold, weatherContext({ ...workers, inputShape: [2] })]) {
      coreOf(context).inputShape([5]);
      let answered = 0;
      of(reading(0))
        .pipe(predictWith(context))
        .subscribe(() => answered++);
      assert.equal(answered, 1);
    }
  });

  it('completes its streams when it fails, after the last statistics', () => {
    const context = weatherContext({
      ...ports().workers,
      trainer: () => {
        throw new RangeError('port');
      },
    });
    const ends: string[] = [];
    context.stats$.subscribe({ complete: () => ends.push('stats$') });
    context.rejected$.subscribe({ complete: () => ends.push('rejected$') });
    of(labelled(0))
      .pipe(predictWith(context), trainOn(context))
      .subscribe({ error: (error) => ends.push(String(error)) });
    assert.deepEqual(ends.sort(), ['RangeError: port', 'rejected$', 'stats$']);
    assert.equal(context.snapshot$.value._tag, 'Failed');
  });

  it('completes its streams when it is closed, and closing twice does no harm', async () => {
    const context = weatherContext(ports().workers);
    const completed: string[] = [];
    context.snapshot$.subscribe({ complete: () => completed.push('snapshot$') });
    context.stats$.subscribe({ complete: () => completed.push('stats$') });
    context.rejected$.subscribe({ complete: () => completed.push('rejected$') });
    await context.close();
    await context[Symbol.asyncDispose]();
    assert.deepEqual(completed.sort(), ['rejected$', 'snapshot$', 'stats$']);
    let error: unknown;
    of(reading(0))
      .pipe(predictWith(context))
      .subscribe({
        error: (e) => {
          error = e;
        },
      });
    assert.ok(error instanceof ContextClosedError);
  });
});
