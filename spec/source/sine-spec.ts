import assert from 'node:assert/strict';
import { ConfigError } from '../../lib/errors.js';
import { sine } from '../../lib/source/sine.js';

describe('sine', () => {
  it('is sin(t / 100) for 1000 rows, as ADLStream’s FakeStream', () => {
    const rows = [...sine()];
    assert.equal(rows.length, 1000);
    for (const [t, row] of rows.entries()) {
      assert.deepEqual(Object.keys(row), ['s0']);
      assert.ok(Math.abs(row['s0']! - Math.sin(t / 100)) < 1e-12);
    }
  });

  it('shifts its columns by equal parts of the period', () => {
    const rows = [...sine({ columns: 4, period: 100, instances: 300 })];
    assert.deepEqual(Object.keys(rows[0]!), ['s0', 's1', 's2', 's3']);
    for (let t = 0; t < 200; t++) {
      for (const column of [1, 2, 3]) {
        assert.ok(Math.abs(rows[t]![`s${column}`]! - rows[t + 25 * column]!['s0']!) < 1e-12);
      }
    }
  });

  it('adds normal noise of the given deviation, drawn from the seed', () => {
    const noises = (seed: number) => {
      const clean = [...sine({ columns: 2, instances: 20_000 })];
      return [...sine({ columns: 2, instances: 20_000, noise: 0.5, seed })].flatMap(({ s0, s1 }, t) => [
        s0! - clean[t]!['s0']!,
        s1! - clean[t]!['s1']!,
      ]);
    };
    const drawn = noises(3);
    assert.deepEqual(drawn, noises(3));
    assert.notDeepEqual(drawn, noises(4));
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    assert.ok(Math.abs(mean(drawn)) < 0.01);
    assert.ok(Math.abs(mean(drawn.map((n) => n * n)) - 0.25) < 0.01);
    assert.ok(Math.abs(mean(drawn.map((n) => (Math.abs(n) < 0.5 ? 1 : 0))) - 0.6827) < 0.01);
    assert.ok(Math.abs(mean(drawn.slice(1).map((n, i) => n * drawn[i]!))) < 0.005, 'they do not depend on each other');
  });

  it('is endless where it is asked to be', () => {
    let rows = 0;
    for (const _ of sine({ instances: Number.POSITIVE_INFINITY })) if (++rows === 2000) break;
    assert.equal(rows, 2000);
  });

  it('refuses options out of their range, all at once', () => {
    assert.throws(
      () => sine({ instances: -1, columns: 0, period: 0, noise: Number.NaN, seed: 0.5 }),
      (error) => error instanceof ConfigError && error.mistakes.length === 5,
    );
  });
});
