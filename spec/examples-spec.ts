import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { inTurns } from './support/inTurns.js';
import { inRoot, root } from './support/root.js';
import { type Run, runNode } from './support/runNode.js';

describe('the examples', () => {
  const examples = (existsSync(inRoot('examples')) ? readdirSync(inRoot('examples')) : [])
    .filter((file) => file.endsWith('.ts'))
    .sort();
  let runs: Promise<Run>[];

  before('start running them', () => {
    const programs = examples.map((file) => inRoot('dist', 'examples', file.replace(/ts$/, 'js')));
    runs = inTurns(programs, (program) => runNode(['--enable-source-maps', program], root));
  });

  it('are there', () => {
    assert.notEqual(examples.length, 0);
  });

  for (const [i, file] of examples.entries()) {
    it(`${file} runs and ends by itself`, async () => {
      assert.equal((await runs[i])?.failure, undefined);
    });
  }
});
