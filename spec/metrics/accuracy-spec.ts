import assert from 'node:assert/strict';
import { accuracy } from '../../lib/metrics/accuracy.js';

describe('accuracy', () => {
  it('is the share of predictions that are right', () => {
    const part = accuracy().create();
    part.update('up', 'up');
    assert.equal(part.value, 1);
    part.update('up', 'down');
    part.update('down', 'up');
    part.update('down', 'down');
    assert.equal(part.value, 0.5);
  });

  it('is undefined again when everything was taken back', () => {
    const part = accuracy().create();
    part.update('up', 'down');
    part.revert?.('up', 'down');
    assert.equal(part.value, undefined);
  });
});
