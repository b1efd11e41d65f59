import assert from 'node:assert/strict';
import { EMPTY, interval, map, mergeMap, of, range, share, takeUntil, timer } from 'rxjs';
import { joinLabels } from '../../lib/learn/joinLabels.js';
import { predictWith } from '../../lib/learn/predictWith.js';
import { trainOn } from '../../lib/learn/trainOn.js';
import { marbles } from '../support/marbles.js';
import { ports } from '../support/ports.js';
import { label, reading, weatherContext } from '../support/weather.js';

/** From 0 to 1, by the reading alone. */
const chance = (id: number, n: number): number => Math.abs(Math.sin(id * 12.9898 + n * 78.233) * 43758.5453) % 1;

describe('a live feed', () => {
  it('of a minute at 1,000 readings a second, with labels late, lost and doubled, accounts for every one', function () {
    this.timeout(120_000);
    let expected = { lost: 0, doubled: 0 };
    const ids: number[] = [];
    let joined = 0;
    const refused = { Expired: 0, Orphan: 0, Duplicate: 0, BadRow: 0 };
    let completed = false;
    marbles(({ flush }) => {
      const context = weatherContext({ ...ports().workers, maxStaleness: Number.POSITIVE_INFINITY, batchSize: 8 });
      context.rejected$.subscribe(({ _tag }) => {
        refused[_tag]++;
      });
      const readings$ = interval(10).pipe(
        takeUntil(timer(60_005)),
        mergeMap((tick) => range(tick * 10, 10)),
        map(reading),
        share(),
      );
      const labels$ = readings$.pipe(
        mergeMap(({ id }) => {
          const n = Number(id);
          const fate = chance(n, 1);
          if (fate < 0.05) {
            expected = { ...expected, lost: expected.lost + 1 };
            return EMPTY;
          }
          const late$ = timer(chance(n, 2) * 1500).pipe(map(() => label(n)));
          if (fate >= 0.1) return late$;
          expected = { ...expected, doubled: expected.doubled + 1 };
          return late$.pipe(mergeMap((one) => of(one, one)));
        }),
      );
      const predicted$ = readings$.pipe(predictWith(context), share());
      predicted$.subscribe(({ id }) => ids.push(Number(id)));
      predicted$.pipe(joinLabels(context, labels$, { expireMs: 2000 }), trainOn(context)).subscribe({
        next: () => joined++,
        complete: () => {
          completed = true;
        },
      });
      flush();
    });
    assert.ok(completed);
    assert.equal(ids.length, 60_000);
    assert.ok(
      ids.every((id, n) => id === n),
      'every prediction left once, in order',
    );
    assert.deepEqual(refused, { Expired: expected.lost, Orphan: 0, Duplicate: expected.doubled, BadRow: 0 });
    assert.equal(joined, 60_000 - expected.lost);
    assert.ok(expected.lost > 2000 && expected.doubled > 2000);
  });
});
