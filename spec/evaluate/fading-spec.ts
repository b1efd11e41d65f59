import assert from 'node:assert/strict';
import { ConfigError } from '../../lib/errors.js';
import { fading } from '../../lib/evaluate/fading.js';
import { accuracy, kappa, mae } from '../../lib/metrics/index.js';

describe('fading', () => {
  it('weighs a chunk less with every chunk that follows', () => {
    const part = fading({ chunk: 1, factor: 0.5 }).of(mae()).create();
    const values = [8, 2, 4].map((error) => {
      part.update(0, error);
      return part.value;
    });
    assert.deepEqual(values, [8, (2 + 4) / 1.5, (4 + 1 + 2) / 1.75]);
  });

  it('is undefined before the first whole chunk', () => {
    const part = fading({ chunk: 2, factor: 0.5 }).of(accuracy()).create();
    part.update('a', 'a');
    assert.equal(part.value, undefined);
    part.update('a', 'b');
    assert.equal(part.value, 0.5);
  });

  it('lets the last, shorter chunk count like a whole one at the end', () => {
    const part = fading({ chunk: 2, factor: 0.5 }).of(mae()).create();
    for (const error of [2, 4, 9]) part.update(0, error);
    assert.equal(part.value, 3);
    assert.equal(part.end?.(), true);
    assert.equal(part.value, (9 + 0.5 * 3) / 1.5);
    assert.equal(part.end?.(), false);
    assert.equal(part.value, (9 + 0.5 * 3) / 1.5);
  });

  it('leaves out and counts chunks on which the metric is undefined or infinite', () => {
    const agreement = fading({ chunk: 2, factor: 0.5 }).of(kappa()).create();
    for (const [truth, predicted] of ['ab', 'ba', 'aa', 'aa', 'aa', 'bb', 'cc']) agreement.update(truth!, predicted!);
    assert.deepEqual([agreement.value, agreement.undefinedChunks], [(1 - 0.5) / 1.5, 1]);
    agreement.end?.();
    assert.deepEqual([agreement.value, agreement.undefinedChunks], [(1 - 0.5) / 1.5, 2]);

    const error = fading({ chunk: 1, factor: 0.5 }).of(mae()).create();
    for (const predicted of [2, Number.NaN, 2]) error.update(0, predicted);
    assert.deepEqual([error.value, error.undefinedChunks], [2, 1]);
  });

  it('refuses a chunk that is no whole number from 1 on, and a factor outside (0, 1]', () => {
    const refused = (option: string, options: { chunk: number; factor: number }) =>
      assert.throws(
        () => fading(options),
        (error: unknown) => error instanceof ConfigError && error.mistakes[0]?.option === option,
      );
    refused('fading.chunk', { chunk: 0, factor: 0.5 });
    refused('fading.factor', { chunk: 1, factor: 0 });
    refused('fading.factor', { chunk: 1, factor: 1.1 });
    refused('fading.factor', { chunk: 1, factor: Number.NaN });
  });
});
