import assert from 'node:assert/strict';
import { concatMap, delay, from, of, VirtualTimeScheduler } from 'rxjs';
import { predictWith } from '../../lib/learn/predictWith.js';
import { trainOn } from '../../lib/learn/trainOn.js';
import { ports } from '../support/ports.js';
import { labelled, weatherContext } from '../support/weather.js';

describe('a trainer slowed to a hundredth of the feed (promise 6)', () => {
  it('leaves predictions unhindered, trains on the newest window, and what it never saw is counted', () => {
    const [rows, batchSize, batchesFed] = [5000, 4, 2];
    const scheduler = new VirtualTimeScheduler();
    // A row a millisecond; a training, 4 rows' worth of labels, takes 400.
    const { workers, asked } = ports({ scheduler, train: () => 400 });
    const context = weatherContext({
      ...{ ...workers, batchSize, batchesFed, maxStaleness: Number.POSITIVE_INFINITY, clock: scheduler },
    });
    let worstWaitMs = 0;
    let predicted = 0;
    from(Array.from({ length: rows }, (_, n) => n))
      .pipe(
        concatMap((n) => of(labelled(n)).pipe(delay(1, scheduler))),
        predictWith(context),
        trainOn(context),
      )
      .subscribe(({ prediction }) => {
        predicted++;
        worstWaitMs = Math.max(worstWaitMs, prediction.waitMs);
      });
    scheduler.flush();

    assert.deepEqual([predicted, worstWaitMs], [rows, 0]);
    const trained = asked.flatMap((request) => (request._tag === 'Train' ? [request.batch.rows] : []));
    assert.ok(Math.max(...trained) <= batchSize * batchesFed, 'no training is larger than the window');
    assert.ok(trained.length <= rows / 400 + 3, `${trained.length} trainings`);
    let neverTrained = 0;
    context.stats$.subscribe(({ total }) => {
      neverTrained = total.neverTrained;
    });
    // A training takes the two batches that came last; the others of the hundred that came meanwhile are lost to it.
    assert.ok(neverTrained > rows * 0.97 && neverTrained < rows, `${neverTrained} were never trained`);
    const done = context.snapshot$.value;
    assert.ok(done._tag === 'Snapshot' && done.labelsDone === rows, 'the newest snapshot is done with all of them');
  });
});
