import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { asyncScheduler, concat, last, lastValueFrom, Observable, repeat, take, tap, toArray } from 'rxjs';
import { type ConfigError, ContextClosedError, SourceError } from '../../lib/errors.js';
import type { Rows, Source } from '../../lib/source/Source.js';
import { stream } from '../../lib/source/stream.js';
import { Feed } from '../support/feed.js';
import { marbles } from '../support/marbles.js';
import { slow } from '../support/slow.js';

/** A synchronous source that tells what was done with it. */
class Watched implements Iterable<number> {
  opened = 0;
  returned = 0;
  given = 0;

  constructor(
    private readonly rows = Number.POSITIVE_INFINITY,
    private readonly error?: Error,
  ) {}

  [Symbol.iterator](): Iterator<number> {
    this.opened++;
    let next = 0;
    return {
      next: () => {
        if (next === this.rows) {
          if (this.error !== undefined) throw this.error;
          return { done: true, value: undefined };
        }
        this.given++;
        return { done: false, value: next++ };
      },
      return: () => {
        this.returned++;
        return { done: true, value: undefined };
      },
    };
  }
}

const NEVER_MS = Number.POSITIVE_INFINITY;

function collect<Row>(rows$: Observable<Row>): Promise<Row[]> {
  return lastValueFrom(rows$.pipe(toArray()));
}

function message(error: unknown): string {
  assert.ok(error instanceof SourceError, String(error));
  return error.message;
}

describe('stream', () => {
  describe('reads', () => {
    it('nothing, one row and many, at once where the source is synchronous', () => {
      marbles(({ expectObservable }) => {
        const { context } = new Feed();
        expectObservable(stream(context, [])).toBe('|');
        expectObservable(stream(context, ['a'])).toBe('(a|)');
        expectObservable(stream(context, new Set(['a', 'b', 'c']))).toBe('(abc|)');
      });
    });

    it('a source that never gives anything', () => {
      marbles(({ expectObservable }) => expectObservable(stream(new Feed().context, slow(NEVER_MS))).toBe('-'));
    });

    it('an asynchronous source as its rows arrive', () => {
      marbles(({ expectObservable }) =>
        expectObservable(stream(new Feed().context, slow(2, 1, 6))).toBe('--ab-----(c|)'),
      );
    });

    it('the rows before an error, then the error as it is', () => {
      const error = new RangeError('torn');
      marbles(({ expectObservable }) => {
        const rows$ = stream(new Feed().context, new Watched(2, error));
        expectObservable(rows$).toBe('(ab#)', { a: 0, b: 1 }, error);
      });
    });

    it('asynchronous generators, functions and Node streams, errors included', async () => {
      const { context } = new Feed();
      async function* generate() {
        yield 1;
        yield 2;
      }
      assert.deepEqual(await collect(stream(context, generate())), [1, 2]);
      assert.deepEqual(await collect(stream(context, () => generate())), [1, 2]);
      assert.deepEqual(await collect(stream(context, Readable.from([1, 2, 3]))), [1, 2, 3]);
      const torn = new Error('torn');
      const rows: number[] = [];
      async function* tear() {
        yield 1;
        throw torn;
      }
      await assert.rejects(
        stream(context, tear()).forEach((row) => void rows.push(row)),
        torn,
      );
      assert.deepEqual(rows, [1]);
    });

    it('what is thrown as an error, where it is none', async () => {
      const source: Source<number> = () => {
        throw 'a text';
      };
      await assert.rejects(collect(stream(new Feed().context, source)), /a text/);
      const iterator = { next: () => Promise.reject('later') };
      const rejecting = { [Symbol.asyncIterator]: () => iterator as AsyncIterator<number> };
      await assert.rejects(collect(stream(new Feed().context, rejecting)), { _tag: 'Source', message: 'later' });
    });

    it('one row at a time, also where the asynchronous source answers at once', () => {
      marbles(({ expectObservable }) => expectObservable(stream(new Feed().context, slow(0, 0, 0))).toBe('(abc|)'));
    });

    it('opens the source per subscription, and not before', async () => {
      const source = new Watched(2);
      const rows$ = stream(new Feed().context, source);
      assert.equal(source.opened, 0);
      assert.deepEqual(await collect(rows$.pipe(repeat(2))), [0, 1, 0, 1]);
      assert.equal(source.opened, 2);
    });

    it('refuses what is no source', async () => {
      assert.throws(() => stream(new Feed().context, 'elec.csv'), { _tag: 'ConfigError' });
      const nothing = new Observable() as unknown as Rows<number>;
      await assert.rejects(collect(stream(new Feed().context, nothing)), { _tag: 'Source', message: /iterable/ });
    });

    it('refuses options out of their range, all at once', () => {
      const options = { periodMs: -1, timeoutMs: 0, max: 1.5 };
      assert.throws(
        () => stream(new Feed().context, [], options),
        (error: ConfigError) => {
          assert.deepEqual(
            error.mistakes.map(({ option }) => option),
            ['periodMs', 'timeoutMs', 'max'],
          );
          return true;
        },
      );
    });
  });

  describe('refuses to read twice', () => {
    const oneShots: Record<string, () => Rows<number>> = {
      'a generator': () => new Watched(3)[Symbol.iterator]() as unknown as Rows<number>,
      'an array iterator': () => [0, 1, 2].values(),
      'an asynchronous generator': () =>
        (async function* () {
          yield* [0, 1, 2];
        })(),
      'a Node stream': () => Readable.from([0, 1, 2]),
      'a web stream': () => Readable.toWeb(Readable.from([0, 1, 2])) as ReadableStream<number>,
    };
    oneShots['a generator'] = () =>
      (function* () {
        yield* [0, 1, 2];
      })();

    for (const [name, make] of Object.entries(oneShots)) {
      it(name, async () => {
        const rows = make();
        const { context } = new Feed();
        assert.deepEqual(await collect(stream(context, rows)), [0, 1, 2]);
        const again = await collect(stream(context, rows)).catch(message);
        assert.match(String(again), /read only once/);
      });
    }

    it('a Node stream that somebody else has read', async () => {
      const rows = Readable.from([0, 1, 2]);
      for await (const _ of rows);
      assert.match(String(await collect(stream(new Feed().context, rows)).catch(message)), /read only once/);
    });

    it('but not a function that opens a new one', async () => {
      const rows$ = stream(new Feed().context, () => [0, 1].values());
      assert.deepEqual(await collect(rows$.pipe(repeat(2))), [0, 1, 0, 1]);
    });
  });

  describe('closes the source', () => {
    it('not, where it has ended by itself or failed', async () => {
      for (const source of [new Watched(2), new Watched(2, new Error('torn'))]) {
        await collect(stream(new Feed().context, source)).catch(() => {});
        assert.equal(source.returned, 0);
      }
    });

    it('on unsubscribing, in the midst of a burst', () => {
      const source = new Watched();
      const rows: number[] = [];
      stream(new Feed().context, source)
        .pipe(take(3))
        .subscribe((row) => rows.push(row));
      assert.deepEqual([rows, source.given, source.returned], [[0, 1, 2], 3, 1]);
    });

    it('on unsubscribing in the midst of a read, without waiting for it', () => {
      marbles(({ expectObservable, flush }) => {
        const source = slow(1, NEVER_MS);
        expectObservable(stream(new Feed().context, source), '----!').toBe('-a');
        flush();
        assert.equal(source.returned, 1);
      });
    });

    it('and forgets what arrives later, a failure too', async () => {
      const feed = new Feed();
      let fail = (_: Error) => {};
      const read = new Promise<IteratorResult<number>>((_, reject) => {
        fail = reject;
      });
      const source = { [Symbol.asyncIterator]: () => ({ next: () => read }) };
      const subscription = stream(feed.context, source).subscribe({ error: assert.fail });
      subscription.unsubscribe();
      fail(new Error('too late'));
      await turn();
      assert.deepEqual(feed.logger.said, []);
    });

    it('after max rows, and completes', () => {
      marbles(({ expectObservable, flush }) => {
        const source = new Watched();
        expectObservable(stream(new Feed().context, source, { max: 2 })).toBe('(ab|)', { a: 0, b: 1 });
        const late = slow(1, 1, 1);
        expectObservable(stream(new Feed().context, late, { max: 2 })).toBe('-a(b|)');
        flush();
        assert.deepEqual([source.given, source.returned, late.reads, late.returned], [2, 1, 2, 1]);
      });
    });

    it('when the context ends, with its error', () => {
      const error = new ContextClosedError();
      marbles(({ expectObservable, flush }) => {
        const feed = new Feed();
        const source = slow(1, 1, NEVER_MS);
        asyncScheduler.schedule(() => feed.end(error), 5);
        expectObservable(stream(feed.context, source)).toBe('-ab--#', undefined, error);
        flush();
        assert.equal(source.returned, 1);
      });
    });

    it('or never opens it, where the context has ended before', async () => {
      const feed = new Feed();
      feed.end(new ContextClosedError());
      const source = new Watched();
      await assert.rejects(collect(stream(feed.context, source)), { _tag: 'ContextClosed' });
      assert.equal(source.opened, 0);
    });

    it('and aborts the signal first, so that a source that waits for something can let go', async () => {
      const said: string[] = [];
      async function* wait(signal: AbortSignal) {
        try {
          yield 1;
          await new Promise((resolve) => signal.addEventListener('abort', resolve));
          said.push('aborted');
        } finally {
          said.push('closed');
        }
      }
      await collect(stream(new Feed().context, wait, { max: 1 }));
      const subscription = stream(new Feed().context, wait).subscribe();
      await turn();
      subscription.unsubscribe();
      await turn();
      assert.deepEqual(said, ['closed', 'aborted', 'closed']);
    });

    it('and says where that fails, without failing', async () => {
      const feed = new Feed();
      const thrown = { next: () => ({ done: false, value: 1 }), return: () => assert.fail('jammed') };
      const rejected = {
        next: () => Promise.resolve({ done: false, value: 1 }),
        return: () => Promise.reject(new Error('stuck')),
      };
      await collect(stream(feed.context, { [Symbol.iterator]: () => thrown }, { max: 1 }));
      await collect(stream(feed.context, { [Symbol.asyncIterator]: () => rejected }, { max: 1 }));
      await turn();
      assert.match(feed.logger.said.join(), /jammed.*stuck/);
    });

    it('and leaves nothing with the context', () => {
      const feed = new Feed();
      feed.pending = 300;
      const subscription = stream(feed.context, new Watched()).subscribe();
      assert.deepEqual([feed.listeners, feed.feeding], [2, true]);
      subscription.unsubscribe();
      assert.equal(feed.listeners, 0);
    });
  });

  describe('waits for the context', () => {
    for (const [batchSize, maxPending, level] of [
      [1, 10_000, 256],
      [500, 10_000, 1000],
      [500, 100, 100],
    ] as const) {
      it(`while ${level} are pending, at batchSize ${batchSize} and maxPending ${maxPending}`, () => {
        const feed = new Feed({ batchSize, maxPending });
        const rows: number[] = [];
        stream(feed.context, new Watched(3 * level)).subscribe((row) => {
          rows.push(row);
          feed.pending++;
        });
        assert.equal(rows.length, level);
        feed.pending -= 2;
        assert.equal(rows.length, level + 2);
        feed.pending = 0;
        assert.equal(rows.length, 2 * level + 2);
        feed.pending = 0;
        assert.deepEqual(
          rows,
          Array.from({ length: 3 * level }, (_, i) => i),
          'nothing is lost, nothing comes twice',
        );
      });
    }

    it('before it reads an asynchronous source', () => {
      marbles(({ expectObservable, flush }) => {
        const feed = new Feed();
        const source = slow(1, 1, 1);
        asyncScheduler.schedule(() => (feed.pending = 256), 2);
        asyncScheduler.schedule(() => (feed.pending = 255), 8);
        // The read that is under way when the level is reached is not stopped.
        expectObservable(stream(feed.context, source)).toBe('-ab------(c|)');
        flush();
        assert.equal(source.reads, 4);
      });
    });

    it('as often as it has to, and that is turn enough for others', () => {
      marbles(({ expectObservable }) => {
        const feed = new Feed({ maxPending: 1, clock: asyncScheduler });
        const answer = () => {
          feed.pending = 0;
        };
        const asked = () => {
          feed.pending = 1;
          asyncScheduler.schedule(answer, 2);
        };
        expectObservable(stream(feed.context, new Watched(100)).pipe(tap(asked), last())).toBe('200ms (a|)', { a: 99 });
      });
    });

    it('not, where it shall not', () => {
      const feed = new Feed();
      feed.pending = 10_000;
      let rows = 0;
      stream(feed.context, new Watched(1000), { backpressure: false }).subscribe(() => rows++);
      assert.deepEqual([rows, feed.feeding], [1000, false]);
    });
  });

  describe('with periodMs', () => {
    it('leaves at least that time between two rows, and none before the first or after the last', () => {
      marbles(({ expectObservable }) => {
        const { context } = new Feed();
        expectObservable(stream(context, ['a', 'b', 'c'], { periodMs: 3 })).toBe('a--b--(c|)');
        expectObservable(stream(context, ['a'], { periodMs: 3 })).toBe('(a|)');
        expectObservable(stream(context, ['a', 'b'], { periodMs: 0 })).toBe('(ab|)');
      });
    });

    it('reads meanwhile, so that a slow source is not slowed further', () => {
      marbles(({ expectObservable }) => {
        const source = slow(1, 2, 6, 0);
        expectObservable(stream(new Feed().context, source, { periodMs: 4 })).toBe('-a---b-----c---(d|)');
      });
    });

    it('stops on unsubscribing while a row is early', () => {
      marbles(({ expectObservable, flush }) => {
        const source = new Watched();
        expectObservable(stream(new Feed().context, source, { periodMs: 3 }), '----!').toBe('a--b-', { a: 0, b: 1 });
        flush();
        assert.equal(source.returned, 1);
      });
    });

    it('forgets a row that arrives, early, after unsubscribing', () => {
      marbles(({ expectObservable, flush }) => {
        expectObservable(stream(new Feed().context, slow(1, 3), { periodMs: 1000 }), '--!').toBe('-a');
        flush();
        assert.equal(asyncScheduler.now(), 4);
      });
    });

    it('takes a long time for many rows, and no turn of the real event loop', () => {
      marbles(({ expectObservable }) => {
        const rows$ = stream(new Feed({ clock: asyncScheduler }).context, new Watched(100), { periodMs: 1000 });
        expectObservable(rows$.pipe(last())).toBe('99s (a|)', { a: 99 });
      });
    });
  });

  describe('with timeoutMs', () => {
    it('fails when a read takes longer, and closes the source', () => {
      marbles(({ expectObservable, flush }) => {
        const source = slow(2, 5, NEVER_MS);
        const error = new SourceError('the source gave nothing for 6 ms (timeoutMs)');
        expectObservable(stream(new Feed().context, source, { timeoutMs: 6 })).toBe('--a----b-----#', undefined, error);
        flush();
        assert.equal(source.returned, 1);
      });
    });

    it('does not count the time of earlier reads', () => {
      marbles(({ expectObservable }) => {
        expectObservable(stream(new Feed().context, slow(3, 3, 3), { timeoutMs: 4 })).toBe('---a--b--(c|)');
      });
    });

    it('does not run while the context is waited for, or a row is early', () => {
      marbles(({ expectObservable }) => {
        const feed = new Feed();
        feed.pending = 256;
        asyncScheduler.schedule(() => (feed.pending = 0), 20);
        expectObservable(stream(feed.context, slow(2, 2), { timeoutMs: 3, periodMs: 9 })).toBe('20ms --a--------(b|)');
      });
    });

    it('runs again for a read that comes long after the last', () => {
      marbles(({ expectObservable }) => {
        const feed = new Feed();
        const source = slow(1, NEVER_MS);
        asyncScheduler.schedule(() => {
          feed.pending = 256;
        }, 1);
        asyncScheduler.schedule(() => {
          feed.pending = 0;
        }, 20);
        const error = new SourceError('the source gave nothing for 5 ms (timeoutMs)');
        expectObservable(stream(feed.context, source, { timeoutMs: 5 })).toBe('-a 23ms #', undefined, error);
      });
    });

    it('leaves no timer behind', () => {
      marbles(({ expectObservable, flush }) => {
        expectObservable(stream(new Feed().context, slow(1), { timeoutMs: 1000 })).toBe('-(a|)');
        flush();
        assert.equal(asyncScheduler.now(), 1);
      });
    });
  });

  describe('lets others have a turn', () => {
    /** A clock on which every look takes a millisecond. */
    const ticking = () => {
      let now = 0;
      return { now: () => now++ };
    };

    it('while a synchronous source flows', async () => {
      const source = new Watched();
      const subscription = stream(new Feed({ clock: ticking() }).context, source).subscribe();
      assert.equal(source.given, 159);
      await turn();
      assert.ok(source.given > 159);
      subscription.unsubscribe();
      const { given } = source;
      await turn();
      assert.equal(source.given, given, 'nothing is read any more');
    });

    it('while rows flow that wait for promises only, on a clock that stands still', async () => {
      const source = {
        [Symbol.asyncIterator]: () => ({ next: () => Promise.resolve({ done: false as const, value: 1 }) }),
      };
      let rows = 0;
      const subscription = stream(new Feed().context, source).subscribe(() => rows++);
      await turn();
      await turn();
      subscription.unsubscribe();
      assert.ok(rows >= 10_000);
    });

    it('and loses nothing', async () => {
      const rows = await collect(stream(new Feed({ clock: ticking() }).context, new Watched(30_000)));
      assert.deepEqual(
        rows,
        Array.from({ length: 30_000 }, (_, i) => i),
      );
    });
  });

  it('goes on with the next source when one has completed', async () => {
    const { context } = new Feed();
    assert.deepEqual(await collect(concat(stream(context, [1, 2]), stream(context, [3]))), [1, 2, 3]);
  });
});
