import assert from 'node:assert/strict';
import { ConfigError } from '../../lib/errors.js';
import * as optimizers from '../../lib/optimizers/index.js';

const ranges: { readonly [parameter: string]: { readonly good: readonly number[]; readonly bad: readonly unknown[] } } =
  {
    learningRate: { good: [1e-6, 10], bad: [0, -0.1, Number.NaN, Number.POSITIVE_INFINITY, '0.1'] },
    momentum: { good: [0, 0.99], bad: [-0.1, 1, Number.NaN] },
    decay: { good: [0, 0.99], bad: [-0.1, 1, Number.NaN] },
    beta1: { good: [0, 0.99], bad: [-0.1, 1, Number.NaN] },
    beta2: { good: [0, 0.9999], bad: [-0.1, 1, null] },
    epsilon: { good: [1e-8, 1], bad: [0, -1, Number.NaN] },
    initialAccumulator: { good: [0, 1], bad: [-0.1, Number.NaN] },
  };

for (const [name, optimizer] of Object.entries(optimizers as { [name: string]: (options?: object) => object })) {
  describe(name, () => {
    const { optimizer: said, ...defaults } = optimizer() as { optimizer: string; [parameter: string]: unknown };

    it('gives a description that carries its name, as plain data', () => {
      assert.equal(said, name);
      assert.deepEqual(JSON.parse(JSON.stringify(optimizer())), optimizer());
    });

    for (const parameter of ['clipValue', 'clipNorm']) {
      it(`takes a ${parameter} above 0, and has none by default`, () => {
        assert.equal(Object.hasOwn(defaults, parameter), false);
        assert.deepEqual(optimizer({ [parameter]: 0.5 }), { ...optimizer(), [parameter]: 0.5 });
        for (const value of [0, -1, Number.NaN, '1']) {
          assert.throws(() => optimizer({ [parameter]: value }), ConfigError);
        }
      });
    }

    for (const [parameter, value] of Object.entries(defaults)) {
      const { good, bad } = ranges[parameter]!;

      it(`has a default ${parameter} within its range and takes others`, () => {
        assert.deepEqual(optimizer({ [parameter]: value }), optimizer());
        for (const other of good) {
          assert.deepEqual(optimizer({ [parameter]: other }), { ...optimizer(), [parameter]: other });
        }
      });

      it(`refuses a ${parameter} out of its range`, () => {
        for (const other of bad) {
          assert.throws(
            () => optimizer({ [parameter]: other }),
            (error) => error instanceof ConfigError && error.mistakes[0]?.option === parameter,
          );
        }
      });
    }
  });
}

describe('optimizers', () => {
  it('have the defaults of Keras and tfjs', () => {
    const { sgd, momentum, rmsprop, adam, adagrad } = optimizers;
    assert.deepEqual(sgd(), { optimizer: 'sgd', learningRate: 0.01 });
    assert.deepEqual(momentum(), { optimizer: 'momentum', learningRate: 0.01, momentum: 0.9 });
    assert.deepEqual(rmsprop(), { optimizer: 'rmsprop', learningRate: 0.001, decay: 0.9, epsilon: 1e-7 });
    assert.deepEqual(adam(), { optimizer: 'adam', learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 });
    assert.deepEqual(adagrad(), { optimizer: 'adagrad', learningRate: 0.001, initialAccumulator: 0.1, epsilon: 1e-7 });
  });

  it('list all their mistakes at once', () => {
    assert.throws(
      () => optimizers.adam({ learningRate: 0, beta1: 1, epsilon: -1 }),
      (error) =>
        error instanceof ConfigError &&
        error.mistakes.map(({ option }) => option).join() === 'learningRate,beta1,epsilon',
    );
  });
});
