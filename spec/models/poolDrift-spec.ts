import assert from 'node:assert/strict';
import { prequential } from '../../bench/support/prequential.js';
import { recovery } from '../../bench/support/recovery.js';
import { defaultMembers } from '../../lib/engine/pool/defaultMembers.js';
import { pool } from '../../lib/models/index.js';
import { memberName } from '../../lib/models/memberName.js';
import { agrawal, mixed } from '../../lib/source/index.js';

const [DRIFT, AFTER, SEEDS] = [10_000, 2000, [1, 2, 3]];

/** Over all seeds, the pool needs fewer rows than each of its members alone until it is as good as it was before. */
async function isBackFirst(generator: typeof agrawal | typeof mixed): Promise<void> {
  const open = (seed: number) => generator({ seed, instances: DRIFT + AFTER, drifts: [DRIFT] });
  const stream = { name: generator.name, label: 'class', classes: ['0', '1'], drift: DRIFT, open };
  const passes = await Promise.all(SEEDS.map((seed) => prequential(stream, pool(), seed)));
  const whole = passes.reduce((sum, { hits }) => sum + recovery(hits, hits, DRIFT), 0);
  for (const member of defaultMembers([1])) {
    let alone = 0;
    for (const [i, seed] of SEEDS.entries()) {
      const { hits } = await prequential(stream, member, seed);
      alone += recovery(hits, passes[i]!.hits, DRIFT);
    }
    assert.ok(whole < alone, `${whole} rows, and ${alone} of ${memberName(member)}`);
  }
}

describe('a pool after an abrupt change', () => {
  it('is as good as before sooner than each of its members alone, on functions of Agrawal', () => isBackFirst(agrawal));

  it('is so where classes change places, too', () => isBackFirst(mixed));
});
