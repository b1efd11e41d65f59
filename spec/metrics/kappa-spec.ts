import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { kappa } from '../../lib/metrics/kappa.js';
import { close } from '../support/close.js';

const over = (pairs: readonly (readonly [string, string])[]) => {
  const part = kappa().create();
  for (const [truth, predicted] of pairs) part.update(truth, predicted);
  return part;
};
const labels = fc.constantFrom('a', 'b', 'c');

/** As in the textbook, from the whole table. */
function byTable(pairs: readonly (readonly [string, string])[]): number | null {
  const names = [...new Set(pairs.flat())];
  const share = (test: (pair: readonly [string, string]) => boolean) => pairs.filter(test).length / pairs.length;
  const observed = share(([truth, predicted]) => truth === predicted);
  const chance = names.reduce(
    (sum, name) => sum + share((pair) => pair[0] === name) * share((pair) => pair[1] === name),
    0,
  );
  return names.length < 2 ? null : (observed - chance) / (1 - chance);
}

describe('kappa', () => {
  it('agrees with its definition on any sequence', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(labels, labels), { minLength: 1, maxLength: 50 }), (pairs) => {
        close(over(pairs).value, byTable(pairs), 1e-12, JSON.stringify(pairs));
      }),
    );
  });

  it('is undefined while labels and predictions show one class only', () => {
    assert.equal(
      over([
        ['a', 'a'],
        ['a', 'a'],
      ]).value,
      undefined,
    );
  });

  it('is zero where all labels are of one class and all predictions of another', () => {
    assert.equal(
      over([
        ['a', 'b'],
        ['a', 'b'],
      ]).value,
      0,
    );
  });

  it('is one for predictions that are all right, and negative for worse than chance', () => {
    assert.equal(
      over([
        ['a', 'a'],
        ['b', 'b'],
      ]).value,
      1,
    );
    assert.equal(
      over([
        ['a', 'b'],
        ['b', 'a'],
      ]).value,
      -1,
    );
  });

  it('forgets a class whose last observation was taken back', () => {
    const part = over([
      ['rare', 'odd'],
      ['a', 'b'],
    ]);
    part.revert?.('rare', 'odd');
    assert.deepEqual(part.save(), over([['a', 'b']]).save());
    part.update('odd', 'a');
    assert.equal(
      part.value,
      over([
        ['a', 'b'],
        ['odd', 'a'],
      ]).value,
    );
  });
});
