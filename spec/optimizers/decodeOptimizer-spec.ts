import assert from 'node:assert/strict';
import * as E from 'fp-ts/lib/Either.js';
import { decodeOptimizer } from '../../lib/optimizers/decodeOptimizer.js';
import * as optimizers from '../../lib/optimizers/index.js';
import type { Optimizer } from '../../lib/optimizers/Optimizer.js';

const mistakesOf = (optimizer: unknown) => {
  const decoded = decodeOptimizer(optimizer as Optimizer);
  return E.isLeft(decoded) ? decoded.left : [];
};

describe('decodeOptimizer', () => {
  for (const [name, optimizer] of Object.entries(optimizers)) {
    it(`takes '${name}' for ${name} with its defaults`, () => {
      assert.deepEqual(decodeOptimizer(name), E.right(optimizer()));
    });

    it(`takes what ${name}() gives as it is`, () => {
      assert.deepEqual(decodeOptimizer(optimizer({ learningRate: 0.5 })), E.right(optimizer({ learningRate: 0.5 })));
    });
  }

  it('takes its clipping', () => {
    const clipped = optimizers.sgd({ clipValue: 1, clipNorm: 2 });
    assert.deepEqual(decodeOptimizer(clipped), E.right(clipped));
  });

  it('fills in what a description leaves out', () => {
    assert.deepEqual(
      decodeOptimizer({ optimizer: 'adam', learningRate: 0.5 } as Optimizer),
      E.right(optimizers.adam({ learningRate: 0.5 })),
    );
  });

  it('lists the optimizers that there are, where a name is none of them', () => {
    for (const optimizer of ['adan', 'toString', 7, null, {}, { optimizer: 'adan' }, { learningRate: 0.1 }]) {
      const [mistake, ...others] = mistakesOf(optimizer);
      assert.equal(mistake?.option, 'optimizer');
      assert.match(mistake.remedy, /sgd, momentum, rmsprop, adam, adagrad/);
      assert.deepEqual(others, []);
    }
  });

  it('names every parameter out of its range', () => {
    const mistakes = mistakesOf({ optimizer: 'adam', learningRate: -1, beta2: 2 });
    assert.deepEqual(
      mistakes.map(({ option, value }) => [option, value]),
      [
        ['optimizer.learningRate', -1],
        ['optimizer.beta2', 2],
      ],
    );
  });

  it('names a parameter that there is not, and those that there are', () => {
    const [mistake] = mistakesOf({ optimizer: 'sgd', learningRte: 0.1 });
    assert.equal(mistake?.option, 'optimizer.learningRte');
    assert.equal(mistake.value, 0.1);
    assert.match(mistake.remedy, /there are learningRate, clipValue, clipNorm/);
  });
});
