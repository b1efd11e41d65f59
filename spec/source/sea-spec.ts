import assert from 'node:assert/strict';
import { sea } from '../../lib/source/sea.js';
import { seaClass } from '../../lib/source/seaConcepts.js';
import { vectors } from '../support/vectors.js';

interface Item {
  readonly id: string;
  readonly x: readonly (readonly number[])[];
  readonly y: readonly number[];
  readonly edge: { readonly x: readonly (readonly number[])[]; readonly y: readonly number[] };
}

describe('sea', () => {
  const { items } = vectors<{ items: readonly Item[] }>('generators');

  for (const concept of [0, 1, 2, 3]) {
    it(`classifies as River's SEA does, variant ${concept}, on the border too`, () => {
      const item = items.find(({ id }) => id === `sea${concept}`)!;
      for (const { x, y } of [item, item.edge]) {
        const classes = x.map(([x0, x1]) => seaClass(x0!, x1!, concept));
        assert.deepEqual(classes, [...y]);
      }
    });
  }

  it('changes its concept exactly at its drifts', () => {
    const drifts = [...Array.from({ length: 2000 }, (_, n) => n + 1), 3000, 4000];
    const source = sea({ seed: 3, instances: 6000, drifts, noise: 0 });
    assert.deepEqual(source.drifts, drifts);
    let i = 0;
    for (const row of source) {
      const concept: number = source.drifts.filter((drift) => drift <= i).length;
      assert.equal(row.class, seaClass(row.x0, row.x1, concept), `row ${i}`);
      i++;
    }
    assert.equal(i, 6000);
  });

  it('is by default as in the paper: 50,000 rows, three drifts, a tenth of the classes turned', () => {
    const source = sea({ seed: 1 });
    const rows = [...source];
    assert.equal(rows.length, 50_000);
    assert.deepEqual(source.drifts, [12_500, 25_000, 37_500]);
    const turned = rows.filter((row, i) => row.class !== seaClass(row.x0, row.x1, Math.floor(i / 12_500)));
    assert.ok(Math.abs(turned.length / 50_000 - 0.1) < 0.005, `${turned.length}`);
  });

  it('has features that are uniform from 0 to 10, and independent of each other and of the row before', () => {
    const rows = [...sea({ seed: 5, instances: 20_000 })].map(({ x0, x1, x2 }) => [x0, x1, x2]);
    const columns = [...[0, 1, 2].map((i) => rows.map((row) => row[i]!)), rows.slice(1).map((row) => row[0]!)];
    columns.forEach((column, i) => {
      const counts = new Array<number>(10).fill(0);
      for (const x of column) counts[Math.floor(x)]!++;
      for (const count of counts) assert.ok(Math.abs(count - 2000) < 200, `column ${i}: ${counts}`);
    });
    const product = (a: readonly number[], b: readonly number[]) =>
      b.reduce((sum, value, i) => sum + (a[i]! - 5) * (value - 5), 0) / b.length;
    for (const [a, b] of [
      [0, 1],
      [0, 2],
      [1, 2],
      [0, 3],
    ] as const) {
      assert.ok(Math.abs(product(columns[a]!, columns[b]!)) < 0.3, `columns ${a} and ${b}`);
    }
  });

  it('gives the same rows for the same seed, and others for another', () => {
    const options = { instances: 50, noise: 0.5 };
    const source = sea({ seed: 1, ...options });
    assert.deepEqual([...source], [...source]);
    assert.deepEqual([...source], [...sea({ seed: 1, ...options })]);
    assert.notDeepEqual([...source], [...sea({ seed: 2, ...options })]);
    const shifted = [...sea({ seed: 1 + 4 * 0x9e3779b9, ...options })];
    assert.notDeepEqual(shifted.slice(0, -1), [...source].slice(1), 'nor the same ones later');
    assert.deepEqual([...sea({ seed: 1, ...options, instances: 30 })], [...source].slice(0, 30));
  });

  it('is endless where that is asked for', () => {
    let rows = 0;
    for (const _ of sea({ seed: 1, instances: Number.POSITIVE_INFINITY })) if (++rows === 60_000) break;
    assert.equal(rows, 60_000);
  });

  it('refuses options out of their range, all at once', () => {
    assert.throws(
      () => sea({ seed: 0.5, instances: -1, drifts: [5, 5], noise: 2 }),
      (error: unknown) => {
        const { mistakes } = error as { mistakes: { option: string }[] };
        assert.deepEqual(
          mistakes.map(({ option }) => option),
          ['seed', 'instances', 'drifts', 'noise'],
        );
        return true;
      },
    );
  });
});
