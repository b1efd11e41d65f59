import assert from 'node:assert/strict';
import { minMax, type Scaler } from '../../lib/preprocess/index.js';
import { checkScaler } from '../../lib/testing/index.js';
import type { Description } from '../../lib/types.js';

/** A scaler that keeps to everything but what is changed here. */
function broken(change: (good: Scaler) => Partial<Scaler>): Description<Scaler> {
  return {
    name: 'broken',
    create: (saved) => {
      const good = minMax().create(saved);
      const rest = {
        learn: (x: Float32Array) => good.learn(x),
        transform: (x: Float32Array) => good.transform(x),
        inverse: (x: Float32Array) => good.inverse(x),
        save: () => good.save(),
      };
      return { ...rest, ...change(good) };
    },
  };
}

const mistakes: { readonly [mistake: string]: [Description<Scaler>, RegExp] } = {
  'has no name': [{ ...minMax(), name: '' }, /has a name/],
  'writes to its input': [broken(() => ({ transform: (x) => x.fill(0) })), /new vector/],
  'gives another length': [broken((good) => ({ transform: (x) => good.transform(x).subarray(1) })), /same length/],
  'divides by zero': [broken(() => ({ transform: (x) => x.map(() => 0 / 0) })), /finite/],
  'learns when it transforms': [
    broken((good) => ({
      transform: (x) => {
        good.learn(x.map((value) => value / 2 + 1));
        return good.transform(x);
      },
    })),
    /only learn/,
  ],
  'forgets its state': [broken(() => ({ save: () => minMax().create().save() })), /transforms alike/],
  'saves what is no plain data': [broken(() => ({ save: () => new Map() as never })), /plain data/],
  'does not lead back': [
    broken((good) => ({ inverse: (x) => good.inverse(x).map((value) => value / 2) })),
    /leads back/,
  ],
  'learns from anything': [
    broken((good) => ({ learn: (x) => good.learn(x.map((value) => (Number.isFinite(value) ? value : 0))) })),
    /refused/,
  ],
};

describe('checkScaler', () => {
  it('is content with a scaler that keeps to everything', () => checkScaler(broken(() => ({}))));

  for (const [mistake, [description, message]] of Object.entries(mistakes)) {
    it(`finds a scaler that ${mistake}`, () => {
      assert.throws(() => checkScaler(description), { name: 'AssertionError', message });
    });
  }

  it('finds parts that share their state', () => {
    const one = minMax().create();
    assert.throws(() => checkScaler({ name: 'shared', create: () => one }), { name: 'AssertionError' });
  });
});
