import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { classes } from '../../lib/target/classes.js';

const weather = classes(['calm', 'storm', 'rain']);
const bits = classes(['0', '1']);

describe('classes', () => {
  it('puts out one number per class', () => {
    assert.deepEqual([weather._tag, weather.outputs, weather.width, weather.scale], ['Classes', 3, 3, undefined]);
  });

  it('decodes a name, and what is written like one', () => {
    assert.deepEqual(weather.decode('storm'), E.right('storm'));
    for (const one of ['1', 1, 1n]) assert.deepEqual(bits.decode(one), E.right('1'));
    assert.deepEqual(classes(['false', 'true']).decode(true), E.right('true'));
    assert.deepEqual(classes(['NA', 'EU']).decode('NA'), E.right('NA'));
  });

  it('decodes a position, where no name is a whole number', () => {
    for (const two of [2, '2', ' 2 ', '2.0', 2n]) assert.deepEqual(weather.decode(two), E.right('rain'));
    for (const wrong of [3, -1, 0.5, '3', '-1', Number.NaN]) assert.ok(E.isLeft(weather.decode(wrong)), String(wrong));
    const ranks = classes(['1', '2', 'other']);
    assert.deepEqual(ranks.decode(1), E.right('1'));
    assert.ok(E.isLeft(ranks.decode(0)), 'not the first name, which is 1');
  });

  it('decodes one-hot columns, and one column in an array', () => {
    for (const hot of [
      [0, 1, 0],
      ['0', '1', '0'],
      ['0.0', '1.0', 0],
      [false, true, false],
    ]) {
      assert.deepEqual(weather.decode(hot), E.right('storm'));
    }
    assert.deepEqual(weather.decode(['rain']), E.right('rain'));
  });

  it('says what is wrong with anything else, and which classes there are', () => {
    const listed = "the classes are 'calm', 'storm', 'rain'";
    assert.deepEqual(weather.decode('hail'), E.left(`'hail' is no class; ${listed}`));
    assert.deepEqual(weather.decode('Storm'), E.left(`'Storm' is no class; ${listed}`));
    assert.deepEqual(weather.decode(7), E.left(`7 is no class; ${listed}`));
    assert.deepEqual(weather.decode(true), E.left(`true is no class; ${listed}`));
    assert.deepEqual(weather.decode({}), E.left(`an object is no class; ${listed}`));
    for (const missing of ['', ' ', '?', null, undefined, ['']]) {
      assert.deepEqual(weather.decode(missing), E.left(`is missing; ${listed}`));
    }
    for (const hot of [[1, 1, 0], [0, 0, 0], [0, 1], [0, 1, 0, 0], [0, 2, 0], [0, 1, 'x'], [0, 1, ''], []]) {
      assert.deepEqual(weather.decode(hot), E.left(`${JSON.stringify(hot)} is not one-hot; ${listed}`));
    }
  });

  it('encodes a class so that it is the answer', () => {
    assert.deepEqual(weather.encode('storm'), Float32Array.of(0, 1, 0));
    for (const name of ['calm', 'storm', 'rain'] as const) assert.equal(weather.value(weather.encode(name)), name);
    assert.throws(() => weather.encode('hail' as 'rain'), /^TypeError: 'hail' is no class; the classes are/);
    assert.notEqual(weather.encode('calm'), weather.encode('calm'), 'nobody can change what others get');
  });

  it('answers with the class of the greatest output, the first of equal ones', () => {
    assert.equal(weather.value(Float32Array.of(0.2, 0.3, 0.5)), 'rain');
    assert.equal(weather.value(Float32Array.of(0.4, 0.2, 0.4)), 'calm');
    assert.equal(weather.value(Float32Array.of(-3, -1, -1)), 'storm');
  });

  it('takes any names that differ', () => {
    const names = fc.uniqueArray(
      fc.string().filter((name) => name.trim() !== ''),
      { minLength: 2 },
    );
    fc.assert(
      fc.property(names, (some) => {
        const target = classes(some as [string, ...string[]]);
        for (const name of some) {
          assert.deepEqual(target.decode(name), E.right(name));
          assert.equal(target.value(target.encode(name)), name);
        }
      }),
    );
  });

  it('refuses too few names, empty ones, and equal ones', () => {
    for (const names of [['a'], ['a', ''], ['a', ' '], ['a', 'b', 'a']] as [string, ...string[]][]) {
      assert.throws(() => classes(names), { _tag: 'ConfigError' }, names.join());
    }
  });
});
