import assert, { AssertionError } from 'node:assert/strict';
import type { Accumulated, Accumulation } from '../../lib/evaluate/Accumulation.js';
import { chunks, sliding } from '../../lib/evaluate/index.js';
import { accuracy } from '../../lib/metrics/accuracy.js';
import type { Metric } from '../../lib/metrics/Metric.js';
import { checkAccumulation } from '../../lib/testing/checkAccumulation.js';
import type { Description } from '../../lib/types.js';
import { classSamples } from '../support/samples.js';

/** An accumulation whose parts are those of `chunks(4)`, changed. */
const changed = (
  change: <V>(part: Accumulated<V>, metric: Metric<V>) => Partial<Accumulated<V>>,
  name?: string,
): Accumulation => ({
  of: <V>(metric: Description<Metric<V>>): Description<Accumulated<V>> => ({
    name: name ?? `changed ${metric.name}`,
    create: (saved) => {
      const part = chunks(4).of(metric).create(saved);
      const faithful: Accumulated<V> = {
        update: (truth, predicted) => part.update(truth, predicted),
        get value() {
          return part.value;
        },
        save: () => part.save(),
        skip: () => part.skip?.(),
        end: () => part.end?.() ?? false,
        get undefinedChunks() {
          return part.undefinedChunks ?? 0;
        },
      };
      return Object.defineProperties(faithful, Object.getOwnPropertyDescriptors(change(part, metric.create())));
    },
  }),
});

describe('checkAccumulation', () => {
  const refuses = (what: string, message: RegExp, accumulation: Accumulation) =>
    it(`refuses an accumulation that ${what}`, () => {
      assert.throws(
        () => checkAccumulation(accumulation, accuracy(), classSamples),
        (error: unknown) => error instanceof AssertionError && message.test(error.message),
      );
    });

  it('lets one through that does as it should', () => {
    checkAccumulation(sliding(4), accuracy(), classSamples);
    checkAccumulation(
      changed(() => ({})),
      accuracy(),
      classSamples,
    );
  });

  refuses(
    'is no metric',
    /plain data/,
    changed(() => ({ save: () => new Date() as unknown as null })),
  );
  refuses(
    'has one name for all metrics',
    /name tells/,
    changed(() => ({}), 'all'),
  );
  refuses(
    'ends what never began',
    /nothing is open before/,
    changed(() => ({ end: () => true })),
  );
  refuses(
    'is still open after the end',
    /nothing is open after the end/,
    changed((part) => ({ end: () => (part.save() as { passed: number }).passed > 0 })),
  );
  refuses(
    'changes at an end with nothing open',
    /ending changes nothing/,
    changed((part) => {
      let ended = false;
      return {
        update: (truth, predicted) => {
          ended = false;
          part.update(truth, predicted);
        },
        end: () => {
          ended = true;
          return false;
        },
        get value() {
          return ended && part.value !== undefined ? part.value + 1 : part.value;
        },
      };
    }),
  );
  refuses(
    'depends on whether the metric reverts',
    /cannot revert has the same values/,
    changed((part, metric) => ({
      get value() {
        return metric.revert === undefined || part.value === undefined ? part.value : part.value / 2;
      },
    })),
  );
});
