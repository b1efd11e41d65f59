import assert from 'node:assert/strict';
import { mean } from '../../../lib/evaluate/baselines/mean.js';
import type { Quantity } from '../../../lib/metrics/Quantity.js';
import { prediction } from '../../support/scored.js';

const guessAfter = (labels: readonly Quantity[]) => {
  const part = mean().create();
  for (const label of labels) part.learn(label);
  return part.guess(prediction<Quantity>(0));
};

describe('mean', () => {
  it('guesses nothing before there was a label', () => {
    assert.equal(guessAfter([]), undefined);
  });

  it('guesses the mean of the labels before', () => {
    assert.equal(guessAfter([1]), 1);
    assert.equal(guessAfter([1, 5]), 3);
    assert.equal(guessAfter([1, 5, 6]), 4);
  });

  it('goes element by element in arrays and records', () => {
    assert.deepEqual(
      guessAfter([
        [1, 2],
        [3, 6],
      ]),
      [2, 4],
    );
    assert.deepEqual(
      guessAfter([
        { price: 1, demand: 8 },
        { price: 2, demand: 4 },
      ]),
      { price: 1.5, demand: 6 },
    );
    assert.deepEqual(guessAfter([[{ price: 1 }], [{ price: 2 }]]), [{ price: 1.5 }]);
  });

  it('never changes a guess that it gave', () => {
    const part = mean().create();
    part.learn([1, 2]);
    const guess = part.guess(prediction<Quantity>(0));
    part.learn([3, 4]);
    assert.deepEqual(guess, [1, 2]);
  });

  it('goes on from what was saved', () => {
    const part = mean().create();
    assert.equal(mean().create(part.save()).guess(prediction<Quantity>(0)), undefined);
    for (const label of [0.1, 0.2, 0.4]) part.learn(label);
    const resumed = mean().create(structuredClone(part.save()));
    part.learn(0.7);
    resumed.learn(0.7);
    assert.equal(resumed.guess(prediction<Quantity>(0)), part.guess(prediction<Quantity>(0)));
  });
});
