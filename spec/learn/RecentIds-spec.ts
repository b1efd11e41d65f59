import assert from 'node:assert/strict';
import fc from 'fast-check';
import { RecentIds } from '../../lib/learn/RecentIds.js';

describe('RecentIds', () => {
  it('knows the last ids that came, and no others', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20), { maxLength: 200 }), fc.integer({ min: 1, max: 9 }), (ids, most) => {
        const recent = new RecentIds();
        let model: number[] = [];
        for (const id of ids) {
          recent.add(id, most);
          if (!model.includes(id)) model = [...model, id].slice(-most);
          assert.deepEqual([...recent.values()], model);
          for (let other = 0; other <= 20; other++) assert.equal(recent.has(other), model.includes(other));
        }
        recent.clear();
        recent.add(3, most);
        assert.deepEqual([...recent.values()], [3]);
      }),
    );
  });
});
