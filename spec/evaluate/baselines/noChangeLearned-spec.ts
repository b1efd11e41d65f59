import assert from 'node:assert/strict';
import { noChangeLearned } from '../../../lib/evaluate/baselines/noChangeLearned.js';
import { prediction } from '../../support/scored.js';

describe('noChangeLearned', () => {
  it('guesses the last label that the model had learned, whatever came since', () => {
    const part = noChangeLearned<string>().create();
    assert.equal(part.guess(prediction('z', 0)), undefined);
    part.learn('b');
    assert.equal(part.guess(prediction('z', 1, 'a')), 'a');
  });
});
