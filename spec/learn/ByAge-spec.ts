import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ByAge } from '../../lib/learn/ByAge.js';

describe('ByAge', () => {
  it('does what a list of pairs does, whatever the order of calls', () => {
    const call = fc.record({ does: fc.constantFrom('put', 'take', 'shift', 'oldest', 'has'), id: fc.nat(9) });
    fc.assert(
      fc.property(fc.array(call, { maxLength: 300 }), (calls) => {
        const map = new ByAge<{ n: number }>();
        let model: [number, { n: number }][] = [];
        for (const [n, { does, id }] of calls.entries()) {
          const there = model.find(([other]) => other === id)?.[1];
          if (does === 'put' || does === 'take') {
            model = model.filter(([other]) => other !== id);
            const item = { n };
            if (does === 'put') model.push([id, item]);
            assert.equal(does === 'put' ? map.put(id, item) : map.take(id), there);
          } else if (does === 'shift') assert.equal(map.shift(), model.shift()?.[1]);
          else if (does === 'oldest') assert.equal(map.oldest, model[0]?.[1]);
          else assert.equal(map.has(id), there !== undefined);
          assert.equal(map.size, model.length);
          assert.deepEqual(
            [...map.values()],
            model.map(([, item]) => item),
          );
        }
      }),
    );
  });

  it('keeps ids of every kind apart', () => {
    const map = new ByAge<{ n: number }>();
    const ids = [1, '1', Number.NaN, 0, ''];
    for (const [n, id] of ids.entries()) map.put(id, { n });
    assert.deepEqual(
      ids.map((_, n) => [map.oldest?.n === n, map.shift()?.n]),
      ids.map((_, n) => [true, n]),
    );
  });

  it('finds the oldest in constant time, however much was taken before it', () => {
    const map = new ByAge<{ n: number }>();
    const [rows, apart] = [200_000, 50_000];
    for (let n = 0; n < rows; n++) {
      map.put(n, { n });
      if (n >= apart) assert.equal(map.take(n - apart)?.n, n - apart);
      assert.equal(map.oldest?.n, Math.max(0, n - apart + 1));
    }
  }).timeout(5000);
});
