import assert from 'node:assert/strict';
import type { Source } from '../../lib/source/index.js';
import { checkSource } from '../../lib/testing/index.js';

function endless(): Iterable<number> {
  return {
    *[Symbol.iterator]() {
      for (let i = 0; ; i++) yield i;
    },
  };
}

let opened = 0;
const cursor = { at: 0 };
const reused = { a: 0 };

const mistakes: { readonly [mistake: string]: [Source<unknown>, RegExp] } = {
  'has too few rows': [[1, 2], /three rows or more/],
  'can be read only once': [[1, 2, 3].values(), /same rows again/],
  'gives other rows the next time': [() => [1, 2, 3, opened++], /same rows again/],
  'gives one object for all rows': [
    {
      *[Symbol.iterator]() {
        for (let a = 0; a < 3; a++) yield Object.assign(reused, { a });
      },
    },
    /does not change/,
  ],
  'goes on when it is closed': [
    () => {
      let i = 0;
      const next = () => ({ value: i++, done: false });
      return { [Symbol.iterator]: () => ({ next, return: () => ({ value: undefined, done: true }) }) };
    },
    /nothing more/,
  ],
  'has one place for all readings': [
    () => {
      cursor.at = 0;
      return {
        *[Symbol.iterator]() {
          while (cursor.at < 4) yield cursor.at++;
        },
      };
    },
    /disturb/,
  ],
  'gives a row twice where rows are asked for at once': [
    {
      [Symbol.asyncIterator]: () => {
        let at = 0;
        return {
          next: async () => {
            const mine = at;
            await null;
            at = mine + 1;
            return mine < 4 ? { done: false, value: mine } : { done: true, value: undefined };
          },
        };
      },
    },
    /at once come in order/,
  ],
};

describe('checkSource', () => {
  it('is content with arrays, endless iterables and functions', async () => {
    await checkSource([{ a: 1 }, { a: 2 }, { a: 3 }]);
    await checkSource(endless());
    await checkSource(async function* () {
      yield* endless();
    });
  });

  for (const [mistake, [source, message]] of Object.entries(mistakes)) {
    it(`finds a source that ${mistake}`, async () => {
      await assert.rejects(checkSource(source), { name: 'AssertionError', message });
    });
  }
});
