import assert from 'node:assert/strict';
import { majority } from '../../../lib/evaluate/baselines/majority.js';
import { prediction } from '../../support/scored.js';

const labels = ['a', 'b', 'b', 'a', 'a', 'c', 'c', 'c', 'c'];
const guesses = [undefined, 'a', 'a', 'b', 'b', 'a', 'a', 'a', 'a'];

describe('majority', () => {
  it('guesses the class that was the label most often before, of several the one that got there first', () => {
    const part = majority<string>().create();
    const seen = labels.map((label) => {
      const guess = part.guess(prediction('z'));
      part.learn(label);
      return guess;
    });
    assert.deepEqual(seen, guesses);
    assert.equal(part.guess(prediction('z')), 'c');
  });

  it('goes on from what was saved, at every point', () => {
    let part = majority<string>().create();
    labels.forEach((label, i) => {
      part = majority<string>().create(structuredClone(part.save()));
      assert.equal(part.guess(prediction('z')), guesses[i]);
      part.learn(label);
    });
  });
});
