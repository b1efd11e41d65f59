import assert from 'node:assert/strict';
import type { Accumulated, Accumulation } from '../evaluate/Accumulation.js';
import type { Metric } from '../metrics/Metric.js';
import type { Description } from '../types.js';
import { checkMetric, type Observation } from './checkMetric.js';
import { stored } from './plainData.js';

/**
 * The conformance suite of accumulations, on a metric that passes `checkMetric`.
 *
 * A metric accumulated is a metric, so `checkMetric` holds; whether the metric can `revert` makes no difference to any value;
 * names tell metrics apart; skipping and ending do as `Accumulated` says, and what was ended is saved and goes on exactly.
 *
 * @param samples More observations than a few chunks have; windows may be up to 10,000 long.
 * @throws AssertionError at the first thing that does not hold.
 * @example
 * ```ts
 * import { sliding } from 'adlstream/evaluate';
 * import { accuracy } from 'adlstream/metrics';
 * import { checkAccumulation } from 'adlstream/testing';
 *
 * checkAccumulation(sliding(2), accuracy(), [['a', 'a'], ['a', 'b'], ['b', 'b']]);
 * ```
 */
export function checkAccumulation<V>(
  accumulation: Accumulation,
  metric: Description<Metric<V>>,
  samples: readonly Observation<V>[],
): void {
  const description = accumulation.of(metric);
  checkMetric(description, samples);
  const renamed = accumulation.of({ ...metric, name: `${metric.name} of another kind` });
  assert.notEqual(renamed.name, description.name, 'the name tells what metric is accumulated');

  const part = description.create();
  const irreversible = accumulation.of(withoutRevert(metric)).create();
  assert.ok(part.end?.() !== true, 'nothing is open before any observation');
  samples.forEach(([truth, predicted], i) => {
    part.update(truth, predicted);
    irreversible.update(truth, predicted);
    assert.equal(irreversible.value, part.value, 'a metric that cannot revert has the same values');
    if (i % 5 === 0) {
      part.skip?.();
      irreversible.skip?.();
      assert.equal(irreversible.value, part.value, 'a metric that cannot revert has the same values');
    }
    checkEnd(description.create(stored(part)), description, [truth, predicted]);
  });
}

/** On a part of its own. */
function checkEnd<V>(
  part: Accumulated<V>,
  description: Description<Accumulated<V>>,
  [truth, predicted]: Observation<V>,
): void {
  const before = part.value;
  const closed = part.end?.() ?? false;
  if (!closed) assert.equal(part.value, before, 'where nothing was open, ending changes nothing');
  assert.ok(!Number.isNaN(part.value), 'the value is never NaN');
  assert.ok(part.end?.() !== true, 'nothing is open after the end');
  const resumed = description.create(stored(part));
  part.update(truth, predicted);
  resumed.update(truth, predicted);
  assert.equal(resumed.value, part.value, 'a part that was ended and saved goes on exactly');
  assert.equal(resumed.undefinedChunks, part.undefinedChunks, 'a part that was ended and saved goes on exactly');
}

function withoutRevert<V>(metric: Description<Metric<V>>): Description<Metric<V>> {
  return {
    name: metric.name,
    create: (saved) => {
      const part = metric.create(saved);
      return {
        update: (truth, predicted) => part.update(truth, predicted),
        get value() {
          return part.value;
        },
        save: () => part.save(),
      };
    },
  };
}
