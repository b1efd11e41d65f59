import assert from 'node:assert/strict';
import type { Baseline } from '../../lib/evaluate/baselines/Baseline.js';
import { majority } from '../../lib/evaluate/baselines/majority.js';
import { noChange } from '../../lib/evaluate/baselines/noChange.js';
import { noChangeLearned } from '../../lib/evaluate/baselines/noChangeLearned.js';
import { chunks, cumulative, fading, sliding } from '../../lib/evaluate/index.js';
import type { Accumulations, Metrics } from '../../lib/evaluate/Report.js';
import { scoring } from '../../lib/evaluate/scoring.js';
import { accuracy, kappa } from '../../lib/metrics/index.js';
import type { Description, Scored } from '../../lib/types.js';
import { scored } from '../support/scored.js';

const none: readonly Description<Baseline<string>>[] = [];
const all = () =>
  scoring(
    { a: accuracy(), k: kappa() },
    { all: cumulative(), recent: sliding(5), byTwo: chunks(2), faded: fading({ chunk: 3, factor: 0.9 }) },
    [noChange<string>(), noChangeLearned<string>(), majority<string>()],
  );
const elements: readonly Scored<string>[] = Array.from({ length: 40 }, (_, i) =>
  scored('abc'[(i * i) % 3]!, 'abca'[(i * 7) % 4]!, Math.floor(i / 4), i < 4 ? undefined : 'abc'[i % 3]!),
);

describe('scoring', () => {
  it('saves everything, and goes on exactly from every point', () => {
    const uninterrupted = all().create();
    let resumed = all().create();
    for (const element of elements) {
      resumed = all().create(structuredClone(resumed.save()));
      uninterrupted.update(element, element.prediction.version === 0);
      resumed.update(element, element.prediction.version === 0);
      assert.deepEqual(resumed.report(), uninterrupted.report());
    }
    assert.deepEqual(resumed.save(), uninterrupted.save());
  });

  it('cuts the chunks of baselines at the same instances, whatever they had to go by', () => {
    const part = scoring({ a: accuracy() }, { byFour: chunks(4) }, [
      noChange<string>(),
      noChangeLearned<string>(),
    ]).create();
    const stays = ['a', 'a', 'b', 'b'];
    for (const label of stays) part.update(scored(label, 'a'), false);
    const { over, baselines } = part.report();
    assert.equal(over.byFour.a, 1 / 2);
    assert.equal(baselines['noChange']?.byFour.a, 2 / 3);
    assert.equal(baselines['noChangeLearned']?.byFour.a, undefined);
    assert.equal(part.end(), false);
  });

  it('lets the open chunk of untrained predictions count at once', () => {
    const part = scoring({ a: accuracy() }, { byFour: chunks(4) }, none).create();
    for (const untrained of [true, true, true, true, true, false])
      part.update(scored('a', untrained ? 'b' : 'a'), untrained);
    part.update(scored('a', 'a'), true);
    assert.equal(part.report().untrained.byFour.a, 1 / 2);
    assert.deepEqual(part.report(), part.report());
  });

  it('is named after all that makes its state', () => {
    const name = (metrics: Metrics<string>, over: Accumulations) => scoring(metrics, over, none).name;
    const names = [
      name({ a: accuracy() }, { o: chunks(4) }),
      name({ a: kappa() }, { o: chunks(4) }),
      name({ b: accuracy() }, { o: chunks(4) }),
      name({ a: accuracy() }, { o: chunks(5) }),
      name({ a: accuracy() }, { p: chunks(4) }),
      scoring({ a: accuracy() }, { o: chunks(4) }, [noChange<string>()]).name,
    ];
    assert.equal(new Set(names).size, names.length);
    assert.equal(name({ a: accuracy() }, { o: chunks(4) }), names[0]);
  });
});
