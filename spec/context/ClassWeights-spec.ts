import assert from 'node:assert/strict';
import fc from 'fast-check';
import { classWeightsOf } from '../../lib/context/ClassWeights.js';
import { States } from '../../lib/context/States.js';
import { classes } from '../../lib/target/classes.js';
import type { PlainData, Stateful } from '../../lib/types.js';

const target = classes(['a', 'b', 'c']);
const balanced = (states = new States()) => classWeightsOf('balanced', target, states) ?? assert.fail();

describe('class weights', () => {
  it('are none where nothing is said, and as they are said; 1, where a class is not named', () => {
    assert.equal(classWeightsOf(undefined, target, new States()), undefined);
    const weights = classWeightsOf({ c: 0.5, a: 7 }, target, new States());
    assert.deepEqual(
      (['a', 'b', 'c'] as const).map((name) => weights?.weigh(target.encode(name))),
      [7, 1, 0.5],
    );
  });

  it("balanced, are scikit-learn's of the labels so far, with one more of each class", () => {
    // compute_class_weight('balanced', classes=[0, 1, 2], y) of a history is n / (k · bincount(y)).
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 200 }), (labels) => {
        const weights = balanced();
        labels.forEach((label, i) => {
          const history = ['a', 'b', 'c', ...labels.slice(0, i + 1)];
          const count = history.filter((other) => other === label).length;
          assert.equal(weights.weigh(target.encode(label as 'a')), history.length / (3 * count));
        });
      }),
    );
  });

  it('balanced, give each class the same sum in the long run', () => {
    const weights = balanced();
    const sums = { a: 0, b: 0, c: 0 };
    for (let i = 0; i < 100_000; i++) {
      const label = i % 100 === 0 ? 'c' : i % 10 === 0 ? 'b' : 'a';
      sums[label] += weights.weigh(target.encode(label));
    }
    for (const sum of Object.values(sums)) assert.ok(Math.abs(sum / 33_333 - 1) < 0.05, JSON.stringify(sums));
  });

  it('balanced, are a part of the context, and go on from what was saved', () => {
    let part: Stateful | undefined;
    const states = new States();
    const own = states.own.bind(states);
    states.own = (name, description) => {
      assert.equal(name, 'classWeight');
      const owned = own(name, description);
      part = owned.part;
      return owned;
    };
    const one = balanced(states);
    for (const label of ['a', 'a', 'b', 'a'] as const) one.weigh(target.encode(label));
    const saved: PlainData = part?.save() ?? assert.fail();
    const kept = structuredClone(saved);
    const other = resumed(saved);
    assert.equal(other.weigh(target.encode('b')), one.weigh(target.encode('b')));
    assert.deepEqual(saved, kept, 'what was saved is not written to');
  });
});

function resumed(saved: PlainData) {
  const states = new States();
  const own = states.own.bind(states);
  states.own = (name, { name: description, create }) =>
    own(name, { name: description, create: () => create(structuredClone(saved)) });
  return balanced(states);
}
