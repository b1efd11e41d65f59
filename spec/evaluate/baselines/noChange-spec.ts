import assert from 'node:assert/strict';
import { noChange } from '../../../lib/evaluate/baselines/noChange.js';
import { prediction } from '../../support/scored.js';

describe('noChange', () => {
  it('guesses the label that came last, and nothing before there was one', () => {
    const part = noChange<string>().create();
    const guesses = ['a', 'b', 'b'].map((truth) => {
      const guess = part.guess(prediction('z'));
      part.learn(truth);
      return guess;
    });
    assert.deepEqual(guesses, [undefined, 'a', 'b']);
  });

  it('goes on from what was saved', () => {
    const part = noChange<string>().create();
    assert.equal(noChange<string>().create(part.save()).guess(prediction('z')), undefined);
    part.learn('a');
    assert.equal(noChange<string>().create(structuredClone(part.save())).guess(prediction('z')), 'a');
  });
});
