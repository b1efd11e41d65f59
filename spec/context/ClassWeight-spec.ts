import assert from 'node:assert/strict';
import { createContext } from '../../lib/context/createContext.js';
import { decodeConfig } from '../../lib/context/decodeConfig.js';
import { wrongWeight } from '../../lib/context/wrongWeight.js';
import { ConfigError } from '../../lib/errors.js';
import { mlp } from '../../lib/models/mlp.js';
import { classes } from '../../lib/target/classes.js';
import { values } from '../../lib/target/values.js';

const target = classes(['calm', 'storm']);

function mistakesOf(config: object): (readonly [string, string])[] {
  const decoded = decodeConfig({ target, model: mlp(), ...config });
  return decoded._tag === 'Left' ? decoded.left.mistakes.map(({ option, remedy }) => [option, remedy]) : [];
}

describe('classWeight', () => {
  it("takes 'balanced', and numbers from 0 up for some of the classes", () => {
    for (const classWeight of [undefined, 'balanced', {}, { storm: 0 }, { calm: 1, storm: 40 }, { calm: undefined }]) {
      assert.deepEqual(mistakesOf({ classWeight }), []);
    }
  });

  it('refuses other classes and other numbers, all at once', () => {
    const classWeight = { calm: -1, fog: 2, storm: Number.POSITIVE_INFINITY };
    assert.deepEqual(mistakesOf({ classWeight }), [
      ['classWeight.calm', 'give a finite number, 0 or more'],
      ['classWeight.fog', "leave it out: 'fog' is no class; the classes are 'calm', 'storm'"],
      ['classWeight.storm', 'give a finite number, 0 or more'],
    ]);
    assert.deepEqual(mistakesOf({ classWeight: { calm: '2' } }), [
      ['classWeight.calm', 'give a finite number, 0 or more'],
    ]);
    for (const wrong of ['fair', 3, null]) {
      assert.deepEqual(mistakesOf({ classWeight: wrong }), [
        ['classWeight', "give 'balanced', or weights by the classes' names"],
      ]);
    }
  });

  it('is refused where values are predicted', () => {
    assert.throws(
      () => createContext({ target: values(['price']), model: mlp(), classWeight: 'balanced' }),
      (error) =>
        error instanceof ConfigError && /classWeight: 'balanced' .* values have no classes/.test(error.message),
    );
  });

  it('is not looked at where the target is none', () => {
    assert.deepEqual(mistakesOf({ target: undefined, classWeight: 'balanced' }), [
      ['target', 'give classes([…]) or values([…])'],
    ]);
  });
});

describe('wrongWeight', () => {
  it('takes finite numbers from 0 up, as 32 bits hold them', () => {
    for (const weight of [0, -0, 1, 0.1, 1e-50, 3e38]) assert.equal(wrongWeight(weight), undefined);
    assert.equal(wrongWeight(-1), 'is -1; a weight is a finite number, 0 or more');
    assert.equal(wrongWeight(1e39), 'is 1e+39; a weight is a finite number, 0 or more');
    assert.equal(wrongWeight(Number.NaN), 'is NaN; a weight is a finite number, 0 or more');
    assert.equal(wrongWeight('1'), 'is a string; a weight is a finite number, 0 or more');
  });
});
