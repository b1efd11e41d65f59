import assert from 'node:assert/strict';
import { RecentErrors } from '../../../lib/engine/pool/RecentErrors.js';
import { hash } from '../../../lib/models/layers/hash.js';

/** Whether row `i` is an error, so often in the mean. */
const isError = (seed: number, i: number, rate: number) => hash(seed, i) / 2 ** 32 < rate;

function feed(recent: RecentErrors, seed: number, from: number, to: number, rate: number): number[] {
  const changes: number[] = [];
  for (let i = from; i < to; i++) if (recent.add(isError(seed, i, rate))) changes.push(i);
  return changes;
}

describe('RecentErrors', () => {
  it('sees within a few rows that errors have become frequent, and keeps only rows from after that', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const recent = new RecentErrors();
      feed(recent, seed, 0, 5000, 0.03);
      const [first = Number.POSITIVE_INFINITY] = feed(recent, seed, 5000, 5300, 0.6);
      assert.ok(first < 5030, `seed ${seed}: seen at row ${first}`);
      assert.ok(recent.rows <= 330 && recent.rows >= 270, `seed ${seed}: ${recent.rows} of 300 rows`);
    }
  });

  it('sees hardly ever a change where there is none', () => {
    let changes = 0;
    for (let seed = 1; seed <= 20; seed++) {
      for (const rate of [0.02, 0.1, 0.4]) changes += feed(new RecentErrors(), seed, 0, 5000, rate).length;
    }
    assert.ok(changes <= 6, `${changes} in 60 passes of 5,000 rows`);
  });

  it('sees none where errors become fewer', () => {
    const recent = new RecentErrors();
    feed(recent, 3, 0, 3000, 0.5);
    assert.deepEqual(feed(recent, 3, 3000, 6000, 0.02), []);
    assert.equal(recent.rows, 6000);
  });

  it('goes on exactly from what was saved, in little memory', () => {
    const [one, other] = [new RecentErrors(), new RecentErrors()];
    feed(one, 5, 0, 90_000, 0.2);
    const saved = one.save();
    assert.ok(saved.length < 200 && one.rows <= 2 ** 16, `${saved.length} numbers, ${one.rows} rows`);
    feed(other, 6, 0, 100, 0.5);
    other.restore(saved);
    assert.deepEqual(feed(other, 7, 0, 500, 0.7), feed(one, 7, 0, 500, 0.7));
    assert.deepEqual(other.save(), one.save());
  });
});
