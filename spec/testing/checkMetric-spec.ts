import assert, { AssertionError } from 'node:assert/strict';
import { accuracy } from '../../lib/metrics/accuracy.js';
import type { Metric } from '../../lib/metrics/Metric.js';
import { checkMetric } from '../../lib/testing/checkMetric.js';
import type { Description, PlainData } from '../../lib/types.js';
import { classSamples } from '../support/samples.js';

/** Counts right and all, and can be told to do one thing wrong. */
class Share implements Metric<string> {
  protected counts: number[];

  constructor(saved?: PlainData) {
    this.counts = saved === undefined ? [0, 0] : [...(saved as readonly number[])];
  }

  update(truth: string, predicted: string): void {
    this.counts[0]! += Number(truth === predicted);
    this.counts[1]!++;
  }

  get value(): number | undefined {
    return this.counts[1] === 0 ? undefined : this.counts[0]! / this.counts[1]!;
  }

  save(): PlainData {
    return [...this.counts];
  }
}

const described = (create: (saved?: PlainData) => Metric<string>, name = 'share'): Description<Metric<string>> => ({
  name,
  create,
});

describe('checkMetric', () => {
  const refuses = (what: string, message: RegExp, description: Description<Metric<string>>) =>
    it(`refuses a metric that ${what}`, () => {
      assert.throws(
        () => checkMetric(description, classSamples),
        (error: unknown) => error instanceof AssertionError && message.test(error.message),
      );
    });

  it('lets a metric through that does as it should, whether it reverts or not', () => {
    checkMetric(accuracy(), classSamples);
    checkMetric(
      described((saved) => new Share(saved)),
      classSamples,
    );
  });

  refuses(
    'has no name',
    /has a name/,
    described((saved) => new Share(saved), ''),
  );

  refuses(
    'has a value before any observation',
    /undefined before any observation/,
    described(
      (saved) =>
        new (class extends Share {
          override get value() {
            return super.value ?? 0;
          }
        })(saved),
    ),
  );

  refuses(
    'is never defined',
    /defined somewhere/,
    described(
      (saved) =>
        new (class extends Share {
          override get value() {
            return undefined;
          }
        })(saved),
    ),
  );

  refuses(
    'is not a number somewhere',
    /never NaN/,
    described(
      (saved) =>
        new (class extends Share {
          override get value() {
            return this.counts[1] === 7 ? Number.NaN : super.value;
          }
        })(saved),
    ),
  );

  refuses(
    'changes when it is read',
    /reading the value changes nothing/,
    described(
      (saved) =>
        new (class extends Share {
          override get value() {
            if (this.counts[1]! > 0) this.counts[2] = (this.counts[2] ?? 0) + 1;
            return super.value;
          }
        })(saved),
    ),
  );

  refuses(
    'forgets its state',
    /saved and created again/,
    described(() => new Share()),
  );

  refuses(
    'hands out its state itself',
    /not touched by what is observed later/,
    described(
      (saved) =>
        new (class extends Share {
          override save() {
            return this.counts;
          }
        })(saved),
    ),
  );

  refuses(
    'writes to the state that it was given',
    /does not write to the state/,
    described(
      (saved) =>
        new (class extends Share {
          override counts = (saved ?? [0, 0]) as number[];
        })(),
    ),
  );

  refuses(
    'saves what is no plain data',
    /plain data/,
    described(
      (saved) =>
        new (class extends Share {
          override save() {
            return new Map([[1, 2]]) as unknown as PlainData;
          }
        })(saved),
    ),
  );

  const shared = new Share();
  refuses(
    'shares state between parts',
    /undefined before any observation|share no state|goes on exactly/,
    described((saved) => (saved === undefined ? shared : new Share(saved))),
  );

  refuses(
    'grows with the stream',
    /does not grow/,
    described(
      (saved) =>
        new (class extends Share {
          override update(truth: string, predicted: string) {
            super.update(truth, predicted);
            this.counts.push(1);
          }
        })(saved),
    ),
  );

  refuses(
    'reverts what it should not',
    /revert leaves exactly/,
    described(
      (saved) =>
        new (class extends Share {
          revert() {
            this.counts[1]!--;
          }
        })(saved),
    ),
  );
});
