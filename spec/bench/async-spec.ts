import assert from 'node:assert/strict';
import { Arrivals } from '../../bench/support/async/Arrivals.js';
import { summary } from '../../bench/support/async/beatsInline.js';
import { handOver } from '../../bench/support/async/handOver.js';
import { liveLatencies, ways } from '../../bench/support/async/liveLatencies.js';
import { median, medians } from '../../bench/support/async/medians.js';
import { now } from '../../bench/support/async/now.js';
import { mlp } from '../../lib/models/index.js';

describe('the bench of training beside predictions', () => {
  it('measures predictions without training, with training in a worker and in the same thread', async () => {
    const inline = ways.filter(({ predictor }) => predictor === 'inline');
    const config = { model: mlp({ hidden: [4] }), engine: 'fast' } as const;
    const rows = await liveLatencies([{ name: { network: 'small' }, rate: 1000, config, ways: inline }], 1, 0.2);
    assert.deepEqual(
      rows.map(({ network, training }) => [network, training]),
      inline.map(({ training }) => ['small', training]),
    );
    assert.equal(rows[0]!['p99 ÷ none'], 1);
    for (const row of rows) {
      const [p50, p99, max] = ['p50 ms', 'p99 ms', 'max ms'].map((column) => Number(row[column]));
      assert.ok(p50! > 0 && p99! >= p50! && max! >= p99!, JSON.stringify(row));
      assert.equal(Number(row['versions/s']) > 0, row['training'] !== 'none', JSON.stringify(row));
    }
  });

  it('lets rows arrive at their rate while the thread that takes them is kept, and tells when they did', async () => {
    const arrivals = new Arrivals();
    const arrived: number[] = [];
    let late = 0;
    await arrivals.run({ rate: 500, rows: 50, random: false }, (at) => {
      if (arrived.length === 0) while (now() < at + 300);
      arrived.push(at);
      if (arrived.length === 10) late = now() - at;
    });
    await arrivals.close();
    assert.equal(arrived.length, 50);
    assert.ok(arrived.at(-1)! - arrived[0]! > 49 * 2 * 0.9, 'they came too fast');
    assert.ok(late > 100, `the tenth row waited ${late} ms while the thread was kept`);
  });

  it('measures the hand-over by kind of workers and size, from the right weights', async () => {
    const rows = await handOver(1);
    assert.deepEqual(
      rows.map((row) => `${row['weights MB']} ${row['workers']}`),
      [0.1, 4, 40].flatMap((size) => ['inline', 'thread', 'process'].map((kind) => `${size} ${kind}`)),
    );
    for (const row of rows) for (const value of Object.values(row)) assert.ok(value !== 0, JSON.stringify(row));
  });

  it('says from which size on workers beat inline, and keep doing so', () => {
    const row = (network: string, workers: string, p99: number, rate: number) => ({
      ...{ network, workers, 'step ms': 2, 'p99 ÷ inline': p99, 'rows/s ÷ inline': rate },
    });
    const rows = ['a', 'b', 'c'].flatMap((network, i) => [
      row(network, 'inline', 1, 1),
      row(network, 'thread', [0.5, 1.5, 0.5][i]!, [0.5, 1.5, 2][i]!),
      row(network, 'process', [2, 2, 2][i]!, [2, 2, 2][i]!),
    ]);
    assert.deepEqual(summary(rows), [
      "a thread's p99 beats inline's from c, a step of 2.0 ms, on",
      'a thread learns more rows a second than inline from b, a step of 2.0 ms, on',
      "a process's p99 beats inline's at none of these",
      'a process learns more rows a second than inline from a, a step of 2.0 ms, on',
    ]);
  });
});

describe('medians', () => {
  it('measures in turns, each round beginning with another one, and takes the median of each number', async () => {
    const order: string[] = [];
    const measure = (name: string, values: number[]) =>
      [
        name,
        async () => {
          order.push(name);
          const value = values.shift()!;
          return { value, tenfold: 10 * value };
        },
      ] as const;
    const measured = await medians(new Map([measure('a', [5, 1, 3]), measure('b', [2, 9, 4])]), 3);
    assert.deepEqual(order, ['a', 'b', 'b', 'a', 'a', 'b']);
    assert.deepEqual(
      [...measured],
      [
        ['a', { value: 3, tenfold: 30 }],
        ['b', { value: 4, tenfold: 40 }],
      ],
    );
    assert.equal(median([4, 1, 2, 3]), 2.5);
  });
});
