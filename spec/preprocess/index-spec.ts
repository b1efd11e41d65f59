import assert from 'node:assert/strict';
import * as scalers from '../../lib/preprocess/index.js';
import { checkScaler } from '../../lib/testing/index.js';

describe('scalers', () => {
  for (const [name, scaler] of Object.entries(scalers)) {
    for (const options of [{}, { shared: true }, { clip: 0.5 }, { shared: true, clip: 4 }]) {
      it(`${name} conforms, with ${JSON.stringify(options)}`, () => checkScaler(scaler(options)));
    }

    it(`${name} is named as it is exported`, () => assert.equal(scaler().name, name));
  }
});
