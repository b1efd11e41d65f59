import assert from 'node:assert/strict';
import { prequential } from '../../bench/support/prequential.js';
import { recovery } from '../../bench/support/recovery.js';
import { defaultMembers } from '../../lib/engine/pool/defaultMembers.js';
import { pool } from '../../lib/models/index.js';
import { agrawal, mixed } from '../../lib/source/index.js';

const [DRIFT, AFTER, SEEDS] = [10_000, 3000, [1, 2]];

/** The rows until it is as good as the pool was before, over all seeds: of the pool, and of its members alone, the least first. */
async function recoveries(generator: typeof agrawal | typeof mixed) {
  const open = (seed: number) => generator({ seed, instances: DRIFT + AFTER, drifts: [DRIFT] });
  const stream = { name: generator.name, label: 'class', classes: ['0', '1'], drift: DRIFT, open };
  const alone = defaultMembers([1]);
  const members = new Array<number>(alone.length).fill(0);
  let whole = 0;
  for (const seed of SEEDS) {
    const { hits } = await prequential(stream, pool(), seed);
    whole += recovery(hits, hits, DRIFT);
    for (const [m, member] of alone.entries()) {
      members[m]! += recovery((await prequential(stream, member, seed)).hits, hits, DRIFT);
    }
  }
  return { whole, members: members.sort((a, b) => a - b) };
}

describe('a pool after an abrupt change', () => {
  it('is as good as before sooner than each of its members alone, on functions of Agrawal', async () => {
    const { whole, members } = await recoveries(agrawal);
    assert.ok(whole < members[0]!, `${whole} rows, and ${members[0]} of a member`);
  });

  it('is so sooner than all but the quickest, and hardly later than that, where classes change places', async () => {
    const { whole, members } = await recoveries(mixed);
    assert.ok(whole < 0.75 * members[1]!, `${whole} rows, and ${members[1]} of the second`);
    assert.ok(whole < 1.2 * members[0]!, `${whole} rows, and ${members[0]} of the quickest`);
  });
});
