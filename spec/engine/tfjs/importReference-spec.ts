import assert from 'node:assert/strict';
import type { Tensor } from '@tensorflow/tfjs';
import { createTfjsLearner } from '../../../lib/engine/tfjs/createTfjsLearner.js';
import { importReference } from '../../../lib/engine/tfjs/importReference.js';
import { ConfigError } from '../../../lib/errors.js';
import { describeLearner } from '../../support/engines.js';

const module = new URL('../../support/huber.js', import.meta.url);

const refuses = (option: string, remedy: RegExp) => (error: unknown) =>
  error instanceof ConfigError && error.mistakes[0]?.option === option && remedy.test(error.message);

describe('importReference', () => {
  it('imports the function that is named', async () => {
    const huber = await importReference<(a: Tensor, b: Tensor) => Tensor>('loss', { module, export: 'huber' });
    assert.equal(huber.name, 'huber');
  });

  it('makes a network from a builder that is named', async () => {
    const learner = await createTfjsLearner('cpu', describeLearner({ model: { module, export: 'linear' } }));
    assert.deepEqual(learner.shapes, [[4, 2], [2]]);
  });

  it('says what a module exports where the name is none of it, or no function', async () => {
    for (const name of ['Huber', 'notAFunction']) {
      await assert.rejects(
        importReference('loss', { module, export: name }),
        refuses('loss.export', /exports huber, linear, notAFunction/),
      );
    }
  });

  it('says why a module cannot be imported', async () => {
    const missing = new URL('../../support/missing.js', import.meta.url);
    await assert.rejects(
      importReference('model', { module: missing, export: 'linear' }),
      refuses('model.module', /Cannot find module/),
    );
  });
});
