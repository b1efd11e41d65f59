import assert from 'node:assert/strict';
import { type Encoder, quantileEncoding } from '../../lib/preprocess/index.js';
import { checkEncoder } from '../../lib/testing/index.js';
import type { Description } from '../../lib/types.js';

/** An encoder that keeps to everything but what is changed here. */
function broken(change: (good: Encoder) => Partial<Encoder>): Description<Encoder> {
  return {
    name: 'broken',
    create: (saved) => {
      const good = quantileEncoding().create(saved);
      const rest = {
        learn: (x: Float32Array) => good.learn(x),
        transform: (x: Float32Array) => good.transform(x),
        save: () => good.save(),
      };
      return { ...rest, ...change(good) };
    },
  };
}

let calls = 0;
const mistakes: { readonly [mistake: string]: [Description<Encoder>, RegExp] } = {
  'gives another length each time': [
    broken((good) => ({ transform: (x) => good.transform(x).subarray(calls++ % 2) })),
    /one length/,
  ],
  'gives what is not finite': [broken(() => ({ transform: (x) => x.map(() => 0 / 0) })), /finite/],
  'forgets its state': [broken(() => ({ save: () => quantileEncoding().create().save() })), /transforms alike/],
  'learns from anything': [
    broken((good) => ({ learn: (x) => good.learn(x.map((value) => (Number.isFinite(value) ? value : 0))) })),
    /refused/,
  ],
};

describe('checkEncoder', () => {
  it('is content with an encoder that keeps to everything', () => checkEncoder(broken(() => ({}))));

  for (const [mistake, [description, message]] of Object.entries(mistakes)) {
    it(`finds an encoder that ${mistake}`, () => {
      assert.throws(() => checkEncoder(description), { name: 'AssertionError', message });
    });
  }
});
