import assert from 'node:assert/strict';
import { concat, map, merge, NEVER, of, range, Subject, take, throwError } from 'rxjs';
import type { RunHelpers } from 'rxjs/testing';
import { BadRowError, ContextClosedError, OverflowError, WorkerError } from '../../lib/errors.js';
import { predictWith } from '../../lib/learn/predictWith.js';
import type { Instance, Predicted } from '../../lib/types.js';
import type { PredictReply, PredictRequest } from '../../lib/workers/messages.js';
import { marbles } from '../support/marbles.js';
import { ports } from '../support/ports.js';
import type { Weather } from '../support/target.js';
import { label, reading, weatherContext } from '../support/weather.js';

const rows = { a: reading(0), b: reading(1), c: reading(2), d: reading(3), e: reading(4) };

/** A context whose predictor answers with this marble, and says how many rows each request had. */
function answering({ cold }: RunHelpers, marble: string, config: Parameters<typeof weatherContext>[0] = {}) {
  const sizes: number[] = [];
  const predictor = (request: PredictRequest) => {
    const rows = request._tag === 'Predict' ? request.batch.rows : 0;
    sizes.push(rows);
    const reply: PredictReply = {
      _tag: 'Predicted',
      outputs: new Float32Array(2 * rows).fill(0.5),
      version: 0,
      computeMs: 0,
    };
    return cold(marble, { r: reply });
  };
  const context = weatherContext({ ...ports().workers, predictor, ...config });
  return { context, sizes, name: map((e: Instance & Predicted<Weather>) => 'abcde'[e.id as number]!) };
}

describe('predictWith', () => {
  it('stays silent for a source that never emits', () => {
    marbles((helpers) => {
      const { context } = answering(helpers, 'r');
      helpers.expectObservable(helpers.cold<Instance>('-').pipe(predictWith(context))).toBe('-');
    });
  });

  it('completes for an empty source', () => {
    marbles((helpers) => {
      const { context } = answering(helpers, 'r');
      helpers.expectObservable(helpers.cold<Instance>('--|').pipe(predictWith(context))).toBe('--|');
    });
  });

  it('answers one instance when its reply comes', () => {
    marbles((helpers) => {
      const { context, name } = answering(helpers, '--r|');
      helpers.expectObservable(helpers.cold('-a----|', rows).pipe(predictWith(context), name)).toBe('---a--|');
    });
  });

  it('keeps one request in flight, and what comes meanwhile is the next micro-batch', () => {
    marbles((helpers) => {
      const { context, sizes, name } = answering(helpers, '-----r|');
      const out = helpers.cold('abcd--e---|', rows).pipe(predictWith(context), name);
      helpers.expectObservable(out).toBe('-----a----(bcd)(e|)');
      helpers.flush();
      assert.deepEqual(sizes, [1, 3, 1]);
    });
  });

  it('completes only when everything before has left', () => {
    marbles((helpers) => {
      const { context, name } = answering(helpers, '----r|');
      helpers.expectObservable(helpers.cold('a|', rows).pipe(predictWith(context), name)).toBe('----(a|)');
    });
  });

  it('delivers a source error after everything before it has left', () => {
    marbles((helpers) => {
      const { context, name } = answering(helpers, '----r|');
      helpers.expectObservable(helpers.cold('ab#', rows).pipe(predictWith(context), name)).toBe('----a---(b#)');
    });
  });

  it('passes labels on in their place', () => {
    marbles((helpers) => {
      const { context } = answering(helpers, '----r|');
      const elements = { ...rows, l: label(9) };
      const out = helpers.cold('alb-|', elements).pipe(
        predictWith(context),
        map((e) => ('x' in e ? 'abc'[e.id as number]! : 'l')),
      );
      helpers.expectObservable(out).toBe('----(al)(b|)');
    });
  });

  it('fails with what its port failed with, and so does whoever comes later', () => {
    marbles((helpers) => {
      const { context, name } = answering(helpers, '--#');
      helpers
        .expectObservable(helpers.cold('a-', rows).pipe(predictWith(context), name))
        .toBe('--#', undefined, new WorkerError('error'));
      helpers
        .expectObservable(helpers.cold('-----a', rows).pipe(predictWith(context), name), '----^')
        .toBe('----#', undefined, new WorkerError('error'));
      helpers.flush();
      assert.equal(context.snapshot$.value._tag, 'Failed');
    });
  });

  it('refuses a port that completes without an answer, and one that answers from another snapshot', () => {
    const errors: unknown[] = [];
    const failing = [
      () => of<PredictReply>(),
      () => of<PredictReply>({ _tag: 'Predicted', outputs: new Float32Array(2), version: 3, computeMs: 0 }),
    ];
    for (const predictor of failing) {
      const context = weatherContext({ ...ports().workers, predictor });
      of(reading(0))
        .pipe(predictWith(context))
        .subscribe({ error: (e) => errors.push(e) });
    }
    assert.match(String(errors[0]), /WorkerError: .* without an answer/);
    assert.match(String(errors[1]), /WorkerError: .* from version 3, asked for 0/);
  });

  it('lets go of what it had put in when it is unsubscribed, and of that alone', () => {
    marbles((helpers) => {
      const { context, sizes, name } = answering(helpers, '---r|');
      helpers.expectObservable(helpers.cold('abc', rows).pipe(predictWith(context), name), '--!').toBe('--');
      helpers.expectObservable(helpers.cold('-d|', rows).pipe(predictWith(context), name)).toBe('------(d|)');
      helpers.flush();
      assert.deepEqual(sizes, [1, 1]);
    });
  });

  it('stops a synchronous source when it is unsubscribed from', () => {
    let emitted = 0;
    const context = weatherContext(ports().workers);
    range(0, 1000)
      .pipe(
        map((n) => {
          emitted++;
          return reading(n);
        }),
        predictWith(context),
        take(3),
      )
      .subscribe();
    assert.equal(emitted, 3);
  });

  it('does not break the order when what it emits feeds it again', () => {
    const context = weatherContext(ports().workers);
    const seen: unknown[] = [];
    const feedback = new Subject<Instance>();
    merge(feedback, of(reading(0), reading(1)))
      .pipe(predictWith(context))
      .subscribe((e) => {
        seen.push(e.id);
        if (Number(e.id) < 100) feedback.next(reading(Number(e.id) + 100));
      });
    assert.deepEqual(seen, [0, 100, 1, 101]);
  });

  it('takes 100,000 instances at once through a port that answers at once, without recursion', () => {
    const context = weatherContext(ports().workers);
    let count = 0;
    range(0, 100_000)
      .pipe(map(reading), predictWith(context))
      .subscribe((e) => {
        assert.equal(e.id, count++);
      });
    assert.equal(count, 100_000);
  });

  it('refuses an instance of another shape, or with a number that is not finite, before it is batched', () => {
    const bad = [
      { id: 7, x: Float32Array.of(1), row: 'short' },
      { id: 8, x: Float32Array.of(1, Number.NaN), row: 'nan' },
    ];
    for (const instance of bad) {
      const context = weatherContext(ports().workers);
      const errors: unknown[] = [];
      concat(of(reading(0), instance), NEVER)
        .pipe(predictWith(context))
        .subscribe({ error: (e) => errors.push(e) });
      assert.ok(errors[0] instanceof BadRowError);
      assert.equal(errors[0].row, instance.row);
    }
    const context = weatherContext({ ...ports().workers, onBad: 'skip' });
    const rejected: unknown[] = [];
    const ids: unknown[] = [];
    let completed = false;
    context.rejected$.subscribe((r) => rejected.push(r._tag === 'BadRow' && r.row));
    of(reading(0), ...bad, reading(1))
      .pipe(predictWith(context))
      .subscribe({
        next: (e) => ids.push(e.id),
        complete: () => {
          completed = true;
        },
      });
    assert.deepEqual([ids, rejected, completed], [[0, 1], ['short', 'nan'], true]);
  });

  it('ends with an error that names the remedies where more than maxPending are pending', () => {
    marbles((helpers) => {
      const { context, name } = answering(helpers, '-----r|', { maxPending: 2 });
      const out = helpers.cold('abcd', rows).pipe(predictWith(context), name);
      helpers.expectObservable(out).toBe('--#', undefined, new OverflowError(2));
    });
  });

  it('drops the oldest that is not in flight, or the newest, and counts it', () => {
    for (const [overflow, expected] of [
      ['dropOldest', 'ade'],
      ['dropNewest', 'abc'],
    ] as const) {
      marbles((helpers) => {
        const { context, name } = answering(helpers, '-----r|', { maxPending: 3, overflow });
        const out = helpers.cold('(abcde|)', rows).pipe(predictWith(context), name);
        helpers.expectObservable(out).toBe(`-----${expected[0]}----(${expected.slice(1)}|)`);
        helpers.flush();
        let dropped: number | undefined;
        context.stats$.subscribe((stats) => {
          dropped = stats.total.dropped;
        });
        assert.equal(dropped, 2);
      });
    }
  });

  it('fails when the context is closed', async () => {
    const context = weatherContext(ports().workers);
    const errors: unknown[] = [];
    NEVER.pipe(predictWith(context)).subscribe({ error: (e) => errors.push(e) });
    await context.close();
    throwError(() => new Error('not reached'))
      .pipe(predictWith(context))
      .subscribe({ error: (e) => errors.push(e) });
    assert.ok(errors.every((e) => e instanceof ContextClosedError) && errors.length === 2);
  });
});
