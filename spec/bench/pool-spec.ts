import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { recovery } from '../../bench/support/recovery.js';
import { defaultMembers } from '../../lib/engine/pool/defaultMembers.js';
import { memberName } from '../../lib/models/memberName.js';
import { sea } from '../../lib/source/index.js';
import { inRoot } from '../support/root.js';
import { runNode } from '../support/runNode.js';
import { temporary } from '../support/temporary.js';

describe('the bench of the pool', () => {
  const write = temporary();

  it('writes a row for each stream, learner and seed', async () => {
    const rows = [...sea({ seed: 1, instances: 300 })].map((row) => Object.values(row).join(','));
    const csv = write(`x0,x1,x2,kind\n${rows.join('\n')}\n`);
    const json = write('');
    const args = ['--csv', csv, '--label', 'kind', '--seeds', '2', '--rows', '300', '--json', json];
    const { failure } = await runNode([inRoot('dist', 'bench', 'support', 'poolMain.js'), ...args], inRoot());
    assert.equal(failure, undefined);
    const figures = JSON.parse(readFileSync(json, 'utf8')) as Record<string, string | number>[];
    const learners = [
      'pool',
      'hindsight',
      'noChange',
      ...defaultMembers([3]).map((member) => `member:${memberName(member)}`),
    ];
    assert.deepEqual(new Set(figures.map(({ learner }) => learner)), new Set(learners));
    assert.equal(figures.length, 5 * 2 * learners.length);
    for (const figure of figures) {
      const { accuracy, rowsPerSecond, cpuSeconds, seed } = figure;
      assert.ok(Number(accuracy) > 0 && Number(accuracy) <= 1 && 'kappa' in figure, JSON.stringify(figure));
      assert.ok(
        Number(rowsPerSecond) > 0 && Number(cpuSeconds) > 0 && (seed === 1 || seed === 2),
        JSON.stringify(figure),
      );
    }
    const of = (learner: RegExp) =>
      figures.filter((row) => learner.test(String(row['learner'])) && row['stream'] === 'sea' && row['seed'] === 1);
    const best = Math.max(...of(/^member:/).map(({ accuracy }) => Number(accuracy)));
    assert.equal(of(/^hindsight$/)[0]!['accuracy'], best);
  });
});

describe('the bench of forecasts', () => {
  const write = temporary();

  it('writes a row for the pool, each member and the last value repeated', async () => {
    const json = write('');
    const args = ['--forecast', 's0', '--rows', '60', '--json', json];
    const { failure } = await runNode([inRoot('dist', 'bench', 'support', 'poolMain.js'), ...args], inRoot());
    assert.equal(failure, undefined);
    const figures = JSON.parse(readFileSync(json, 'utf8')) as { readonly learner: string; readonly mae: number }[];
    const members = defaultMembers([12, 1]).map((member) => `member:${memberName(member)}`);
    assert.deepEqual(
      figures.map(({ learner }) => learner),
      ['pool', ...members, 'noChange'],
    );
    assert.ok(
      figures.every(({ mae }) => mae > 0 && mae < 10),
      JSON.stringify(figures),
    );
  });
});

describe('recovery', () => {
  const hits = (...parts: readonly [rows: number, hit: 0 | 1][]) =>
    parts.flatMap(([rows, hit]) => new Array<number>(rows).fill(hit));

  it('counts the rows from a change until 200 of them are as good as before, but for .02', () => {
    const mine = hits([1000, 1], [100, 0], [400, 1]);
    assert.equal(recovery(mine, mine, 1000), 100 + 196, 'four of 200 may be wrong');
  });

  it('looks at no row of before, and is all that is left where it never comes', () => {
    const mine = hits([1000, 1], [500, 0]);
    assert.equal(recovery(mine, mine, 1000), 500);
    assert.equal(recovery(hits([1500, 1]), mine, 1000), 200);
  });

  it('holds a learner to the reference, not to itself', () => {
    assert.equal(recovery(hits([1500, 0]), hits([1000, 0], [500, 1]), 1000), 200);
    assert.equal(recovery(hits([1500, 0]), hits([1000, 1], [500, 0]), 1000), 500);
  });
});
