import assert from 'node:assert/strict';
import { chaos, isSound } from '../../../../bench/support/chaos/chaos.js';

describe('chaos', () => {
  it('of a minute: workers are killed, stopped, crash and throw, and nothing is lost', async () => {
    const result = await chaos(1, 1);
    assert.ok(isSound(result), JSON.stringify(result));
    assert.ok(result.kills >= 5, `${result.kills} kills`);
  }).timeout(240_000);

  it('is not sound where anything was lost, or anything else is wrong', () => {
    const sound = {
      ...{ kills: 3, rows: 10, predicted: 10, lost: 0, duplicated: 0, outOfOrder: 0, versionsWentBack: 0 },
      ...{ metricsDiffer: 0, leftRunning: 0, digestsDiffer: 0 },
    };
    assert.ok(isSound(sound));
    for (const [wrong, count] of Object.entries(sound)) {
      if (wrong !== 'kills') assert.ok(!isSound({ ...sound, [wrong]: count + 1 }), wrong);
    }
  });
});
