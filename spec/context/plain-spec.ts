import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fromPlain, toPlain } from '../../lib/context/plain.js';
import { sizeOf } from '../../lib/testing/plainData.js';

describe('toPlain and fromPlain', () => {
  it('give back whatever is made of plain values and Float32Arrays', () => {
    const leaf = fc.oneof(
      fc.string(),
      fc.double(),
      fc.boolean(),
      fc.constant(null),
      fc.float32Array(),
      fc.float64Array(),
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof({ depthSize: 'small' }, leaf, tie('array'), tie('record')),
      array: fc.array(tie('value'), { maxLength: 4 }),
      record: fc.dictionary(fc.string(), tie('value'), { maxKeys: 4, noNullPrototype: true }),
    }));
    fc.assert(
      fc.property(value, (item) => {
        const data = toPlain(item);
        assert.ok(data !== undefined && sizeOf(data) >= 0);
        assert.deepEqual(fromPlain(structuredClone(data)), item);
      }),
    );
  });

  it('give back a record whose keys are those of every object', () => {
    for (const key of ['toString', '__proto__', 'constructor', 'valueOf']) {
      const item = Object.fromEntries([[key, null]]);
      const data = toPlain(item);
      assert.ok(data !== undefined && sizeOf(data) === 1, key);
      assert.deepEqual(fromPlain(structuredClone(data)), item);
    }
  });

  it('leave out what is no plain data', () => {
    const row = { id: 'a', at: new Date(0), raw: Buffer.of(1), call: () => 1, none: undefined, list: [1, new Map()] };
    const plain = toPlain(row);
    assert.deepEqual(plain, { id: 'a', list: [1, null] });
    assert.equal(toPlain(new Date(0)), undefined);
  });
});
