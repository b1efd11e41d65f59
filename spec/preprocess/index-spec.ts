import assert from 'node:assert/strict';
import * as parts from '../../lib/preprocess/index.js';
import { checkScaler } from '../../lib/testing/index.js';

const { meanNormalization, minMax, standardization } = parts;

describe('scalers', () => {
  for (const [name, scaler] of Object.entries({ meanNormalization, minMax, standardization })) {
    for (const options of [{}, { shared: true }, { clip: 0.5 }, { shared: true, clip: 4 }]) {
      it(`${name} conforms, with ${JSON.stringify(options)}`, () => checkScaler(scaler(options)));
    }
  }

  for (const [name, part] of Object.entries(parts)) {
    it(`${name} is named as it is exported`, () => assert.equal(part().name, name));
  }
});
