import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Fifo } from '../../lib/context/Fifo.js';

describe('Fifo', () => {
  it('does what an array does, whatever the order of calls', () => {
    const call = fc.oneof(
      fc.record({ does: fc.constant('push' as const), n: fc.nat(9) }),
      fc.record({ does: fc.constantFrom('shift' as const, 'removeFirst' as const, 'keep' as const), n: fc.nat(9) }),
    );
    fc.assert(
      fc.property(fc.array(call, { maxLength: 200 }), (calls) => {
        const fifo = new Fifo<number>();
        let model: number[] = [];
        for (const { does, n } of calls) {
          if (does === 'push') {
            fifo.push(n);
            model.push(n);
          } else if (does === 'shift') assert.equal(fifo.shift(), model.shift());
          else if (does === 'removeFirst') {
            const index = model.indexOf(n);
            assert.equal(
              fifo.removeFirst((item) => item === n),
              index < 0 ? undefined : model.splice(index, 1)[0],
            );
          } else {
            const kept = model.filter((item) => item !== n);
            assert.equal(
              fifo.keep((item) => item !== n),
              model.length - kept.length,
            );
            model = kept;
          }
          assert.equal(fifo.length, model.length);
          assert.deepEqual([fifo.at(0), fifo.at(1)], [model[0], model[1]]);
        }
      }),
    );
  });

  it('stays small however much has passed through', () => {
    const fifo = new Fifo<number>();
    for (let i = 0; i < 5; i++) fifo.push(i);
    for (let i = 5; i < 100_000; i++) {
      fifo.push(i);
      assert.equal(fifo.shift(), i - 5);
    }
    assert.equal(fifo.length, 5);
  });
});
