import assert from 'node:assert/strict';
import { concat, EMPTY, from, map, NEVER, of, pipe, range, take, throwError } from 'rxjs';
import type { RunHelpers } from 'rxjs/testing';
import type { ContextConfig } from '../../lib/context/Context.js';
import { BadRowError, NotFiniteError, WorkerError } from '../../lib/errors.js';
import { predictWith } from '../../lib/learn/predictWith.js';
import { trainOn } from '../../lib/learn/trainOn.js';
import type { Labelled, Scored } from '../../lib/types.js';
import type { TrainReply, TrainRequest } from '../../lib/workers/messages.js';
import { marbles } from '../support/marbles.js';
import { ports } from '../support/ports.js';
import type { Weather } from '../support/target.js';
import { label, labelled, reading, weatherContext } from '../support/weather.js';

const prediction = {
  output: new Float32Array(2),
  value: 'calm',
  version: 0,
  labelsDone: 0,
  lastLearned: undefined,
  waitMs: 0,
  computeMs: 0,
} as const;
const scored = (n: number): Scored<Weather> => ({ ...labelled(n), prediction });
const rows = { a: scored(0), b: scored(1), c: scored(2), d: scored(3), e: scored(4) };
const name = map((e: Labelled<Weather>) => 'abcde'[e.id as number]!);

/** A context whose trainer answers with this marble, and what it was asked. */
function training({ cold }: RunHelpers, marble: string, config: Partial<ContextConfig<Weather>> = {}) {
  const asked: TrainRequest[] = [];
  const trainer = (request: TrainRequest) => {
    asked.push(request);
    const { version, labelsDone } = request;
    const snapshot = { _tag: 'Snapshot', version, labelsDone, weights: new Float32Array(1), shapes: [[1]] } as const;
    const reply: TrainReply = { _tag: 'Trained', loss: 1, snapshot, trainMs: 0 };
    return cold(marble, { t: reply });
  };
  return { context: weatherContext({ ...ports().workers, trainer, ...config }), asked };
}

describe('trainOn', () => {
  it('stays silent for a source that never emits, and completes for an empty one', () => {
    marbles((helpers) => {
      const { context } = training(helpers, 't');
      helpers.expectObservable(helpers.cold<Scored<Weather>>('-').pipe(trainOn(context))).toBe('-');
      helpers.expectObservable(helpers.cold<Scored<Weather>>('--|').pipe(trainOn(context))).toBe('--|');
    });
  });

  it('passes instances on at once, and completes when all is trained', () => {
    marbles((helpers) => {
      const { context, asked } = training(helpers, '---t|', { maxStaleness: 10 });
      helpers.expectObservable(helpers.cold('ab|', rows).pipe(trainOn(context), name)).toBe('ab----|');
      helpers.flush();
      assert.deepEqual(
        asked.map(({ version, labelsDone, step }) => [version, labelsDone, step]),
        [
          [1, 1, 1],
          [2, 2, 2],
        ],
      );
    });
  });

  it('hands a label over only after the instance was passed on', () => {
    const order: string[] = [];
    const workers = ports().workers;
    const trainer = (request: TrainRequest) => {
      order.push(`train ${request.version}`);
      return workers.trainer(request);
    };
    const context = weatherContext({ ...workers, trainer });
    of(rows.a, rows.b)
      .pipe(trainOn(context))
      .subscribe((e) => order.push(`pass ${e.id}`));
    assert.deepEqual(order, ['pass 0', 'train 1', 'pass 1', 'train 2']);
  });

  it('makes a training due per full batch, and trains what is left in one short step', () => {
    marbles((helpers) => {
      const { context, asked } = training(helpers, 't', { batchSize: 2 });
      helpers.expectObservable(helpers.cold('abcde|', rows).pipe(trainOn(context), name)).toBe('abcde|');
      helpers.flush();
      assert.deepEqual(
        asked.map(({ batch, labelsDone }) => [batch.rows, labelsDone]),
        [
          [2, 2],
          [2, 4],
          [1, 5],
        ],
      );
    });
  });

  it('walks the window of the newest batches from oldest to newest', () => {
    marbles((helpers) => {
      const { context, asked } = training(helpers, 't', { batchesFed: 3 });
      helpers.expectObservable(helpers.cold('abcde|', rows).pipe(trainOn(context), name)).toBe('abcde|');
      helpers.flush();
      const first = Float32Array.from([0, 1, 2, 3, 4], (n) => reading(n).x[0]!);
      const walked = asked.map(({ batch }) => [...batch.x].filter((_, i) => i % 2 === 0).map((x) => first.indexOf(x)));
      assert.deepEqual(walked, [[0], [0, 1], [0, 1, 2], [1, 2, 3], [2, 3, 4]]);
      assert.deepEqual(
        asked.map(({ step }) => step),
        [1, 2, 4, 7, 10],
      );
    });
  });

  it('without a bound trains on the newest window, and counts what was evicted unlearned', () => {
    marbles((helpers) => {
      const { context, asked } = training(helpers, '---------t|', {
        maxStaleness: Number.POSITIVE_INFINITY,
        batchesFed: 2,
      });
      helpers.expectObservable(helpers.cold('abcde|', rows).pipe(trainOn(context), name)).toBe('abcde 13ms |');
      helpers.flush();
      assert.deepEqual(
        asked.map(({ batch, labelsDone }) => [batch.rows, labelsDone]),
        [
          [1, 1],
          [2, 5],
        ],
      );
      let neverTrained: number | undefined;
      context.stats$.subscribe(({ total }) => {
        neverTrained = total.neverTrained;
      });
      assert.equal(neverTrained, 2);
    });
  });

  it('keeps a partial batch on error and on unsubscribe, and goes on with it', () => {
    const { workers, asked } = ports();
    const context = weatherContext({ ...workers, batchSize: 3 });
    const errors: unknown[] = [];
    concat(
      of(rows.a),
      throwError(() => 'source'),
    )
      .pipe(trainOn(context))
      .subscribe({ error: (e) => errors.push(e) });
    concat(of(rows.b), NEVER).pipe(trainOn(context)).subscribe().unsubscribe();
    concat(of(rows.c), NEVER).pipe(trainOn(context)).subscribe().unsubscribe();
    assert.deepEqual(errors, ['source']);
    assert.deepEqual(
      asked.map((r) => r._tag === 'Train' && r.batch.rows),
      [3],
    );
  });

  it('trains a partial batch only when the last who takes part completes', () => {
    marbles((helpers) => {
      const { context, asked } = training(helpers, 't', { batchSize: 3 });
      helpers.expectObservable(helpers.cold('a-|', rows).pipe(trainOn(context), name)).toBe('a-|');
      helpers.expectObservable(helpers.cold('-b---|', rows).pipe(trainOn(context), name)).toBe('-b---|');
      helpers.flush();
      assert.deepEqual(
        asked.map(({ batch }) => batch.rows),
        [2],
      );
    });
  });

  it('still hands over the instance at which it was unsubscribed from', () => {
    const { workers, asked } = ports();
    const context = weatherContext(workers);
    from([rows.a, rows.b, rows.c]).pipe(trainOn(context), take(2)).subscribe();
    assert.equal(asked.length, 2);
  });

  it('refuses an instance that was never predicted, and a label that cannot be learned', () => {
    const wrong = [
      { ...labelled(7), row: 'unpredicted' },
      { ...scored(8), y: 'fog', row: 'unknown' },
      { ...scored(9), x: Float32Array.of(1, Number.POSITIVE_INFINITY), row: 'infinite' },
    ] as Scored<Weather>[];
    for (const element of wrong) {
      const errors: unknown[] = [];
      of(element)
        .pipe(trainOn(weatherContext(ports().workers)))
        .subscribe({ error: (e) => errors.push(e) });
      assert.ok(errors[0] instanceof BadRowError && errors[0].row === element.row);
    }
    const { workers, asked } = ports();
    const context = weatherContext({ ...workers, onBad: 'skip' });
    const passed: unknown[] = [];
    of(...wrong, rows.a)
      .pipe(trainOn(context))
      .subscribe((e) => passed.push(e.id));
    assert.deepEqual([passed, asked.length], [[0], 1]);
  });

  it('takes history that was never predicted, one training per batch, whatever the bound', () => {
    for (const maxStaleness of [0, 5, Number.POSITIVE_INFINITY]) {
      marbles(({ cold, expectObservable, flush }) => {
        const { workers, asked } = ports({ train: () => 2 });
        const context = weatherContext({ ...workers, maxStaleness });
        const all = { a: labelled(0), b: labelled(1), c: labelled(2), d: labelled(3) };
        expectObservable(cold('(abcd|)', all).pipe(trainOn(context, { from: 'history' }), name)).toBe('(abcd)--|');
        flush();
        assert.deepEqual(
          asked.map((r) => r._tag === 'Train' && r.labelsDone),
          [1, 2, 3, 4],
        );
      });
    }
  });

  it('fails the context where a training is not finite, answers out of turn, or its port fails', () => {
    const workers = ports().workers;
    const reply = (weights: number[], loss: number, version: number): TrainReply => ({
      _tag: 'Trained',
      loss,
      snapshot: {
        _tag: 'Snapshot',
        version,
        labelsDone: 1,
        weights: Float32Array.from(weights),
        shapes: [[weights.length]],
      },
      trainMs: 0,
    });
    const trainers = [
      { reply: () => of(reply([0, 1, 2, 3, Number.NaN], 1, 1)), error: NotFiniteError },
      { reply: () => of(reply([0, 1, 2, Number.POSITIVE_INFINITY, 4], 1, 1)), error: NotFiniteError },
      { reply: () => of(reply([0], Number.NaN, 1)), error: NotFiniteError },
      { reply: () => of(reply([0], 1, 9)), error: WorkerError },
      { reply: () => throwError(() => new RangeError('port')), error: RangeError },
      { reply: () => EMPTY, error: WorkerError },
    ];
    for (const { reply: trainer, error } of trainers) {
      const context = weatherContext({ ...workers, trainer });
      const errors: unknown[] = [];
      concat(of(reading(0)), NEVER)
        .pipe(predictWith(context))
        .subscribe({ error: (e) => errors.push(e) });
      concat(of(rows.a), NEVER)
        .pipe(trainOn(context))
        .subscribe({ error: (e) => errors.push(e) });
      assert.ok(errors.length === 2 && errors.every((e) => e instanceof error), String(errors[0]));
      assert.equal(context.snapshot$.value._tag, 'Failed');
    }
  });

  it('takes 100,000 instances at once, a training each, without recursion', () => {
    const { workers, asked } = ports();
    const context = weatherContext(workers);
    let passed = 0;
    range(0, 100_000)
      .pipe(map(labelled), pipe(predictWith(context), trainOn(context)))
      .subscribe(() => passed++);
    assert.equal(passed, 100_000);
    assert.equal(asked.filter(({ _tag }) => _tag === 'Train').length, 100_000);
    assert.equal(label(3).id, 3);
  });
});
