import assert from 'node:assert/strict';
import util from 'node:util';
import { restoreUtil } from '../../../../lib/engine/tfjs/tensorflow/restoreUtil.js';

const names = ['isNullOrUndefined', 'isArray'] as const;

describe('restoreUtil', () => {
  const before = names.map((name) => Object.getOwnPropertyDescriptor(util, name));
  afterEach(() => {
    for (const [i, name] of names.entries()) {
      Reflect.deleteProperty(util, name);
      if (before[i] !== undefined) Object.defineProperty(util, name, before[i]);
    }
  });

  it('gives back the two functions that newer versions of Node lack', () => {
    for (const name of names) Reflect.deleteProperty(util, name);
    restoreUtil();
    const [isNullOrUndefined, isArray] = names.map((name) => Reflect.get(util, name) as (value: unknown) => boolean);
    const values = [null, undefined, 0, '', [], { length: 0 }];
    assert.deepEqual(values.map(isNullOrUndefined!), [true, true, false, false, false, false]);
    assert.deepEqual(values.map(isArray!), [false, false, false, false, true, false]);
  });

  it('leaves those that are there', () => {
    const own = () => true;
    for (const name of names) Object.defineProperty(util, name, { value: own, configurable: true });
    restoreUtil();
    for (const name of names) assert.equal(Reflect.get(util, name), own);
  });
});
