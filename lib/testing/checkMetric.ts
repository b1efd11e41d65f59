import assert from 'node:assert/strict';
import type { Metric } from '../metrics/Metric.js';
import type { Description } from '../types.js';
import { sizeOf, stored } from './plainData.js';

/** A label and the prediction for it. */
export type Observation<V> = readonly [truth: V, predicted: V];

/**
 * The conformance suite of metrics: what `evaluate`, windows and checkpoints rely on.
 *
 * Nothing observed is `undefined`; no value is NaN; reading changes nothing; parts do not share state; a saved state is plain
 * data that later updates do not touch, goes on exactly from every point, and does not grow with the stream (from 10,000
 * observations on); `revert`, where there is one, leaves exactly what the later observations alone would have made.
 *
 * @param samples Some tens of observations, over and over; the metric must be defined somewhere along them.
 * @throws AssertionError at the first thing that does not hold.
 * @example
 * ```ts
 * import { accuracy } from 'adlstream/metrics';
 * import { checkMetric } from 'adlstream/testing';
 *
 * checkMetric(accuracy(), [['a', 'a'], ['a', 'b'], ['b', 'b']]);
 * ```
 */
export function checkMetric<V>(description: Description<Metric<V>>, samples: readonly Observation<V>[]): void {
  assert.ok(description.name.length > 0, 'a metric has a name');
  checkValues(description, samples);
  checkSaving(description, samples);
  checkIndependence(description, samples);
  checkGrowth(description, samples);
  for (const length of [0, 1, 2, 7, Math.floor(samples.length / 2)]) checkRevert(description, samples, length);
}

function checkValues<V>(description: Description<Metric<V>>, samples: readonly Observation<V>[]): void {
  const part = description.create();
  assert.equal(part.value, undefined, 'the value is undefined before any observation');
  let defined = false;
  for (const [truth, predicted] of samples) {
    part.update(truth, predicted);
    const before = stored(part);
    const { value } = part;
    assert.ok(!Number.isNaN(value), 'the value is never NaN');
    assert.equal(part.value, value, 'the value stays the same when it is read again');
    assert.deepEqual(part.save(), before, 'reading the value changes nothing');
    defined ||= value !== undefined;
  }
  assert.ok(defined, 'the value is defined somewhere along the samples');
}

function checkSaving<V>(description: Description<Metric<V>>, samples: readonly Observation<V>[]): void {
  const uninterrupted = description.create();
  let resumed = description.create(stored(description.create()));
  for (const [truth, predicted] of samples) {
    const state = stored(resumed);
    const untouched = structuredClone(state);
    resumed = description.create(state);
    const saved = uninterrupted.save();
    uninterrupted.update(truth, predicted);
    resumed.update(truth, predicted);
    assert.deepEqual(state, untouched, 'a part does not write to the state that it was created from');
    assert.deepEqual(saved, untouched, 'a saved state is not touched by what is observed later');
    assert.equal(resumed.value, uninterrupted.value, 'a part that was saved and created again goes on exactly');
    assert.deepEqual(
      resumed.save(),
      uninterrupted.save(),
      'a part that was saved and created again has the same state',
    );
  }
}

function checkIndependence<V>(description: Description<Metric<V>>, samples: readonly Observation<V>[]): void {
  const part = description.create();
  const other = description.create();
  const fresh = stored(other);
  for (const [truth, predicted] of samples) part.update(truth, predicted);
  assert.deepEqual(other.save(), fresh, 'two parts of one description share no state');
  assert.equal(other.value, undefined, 'two parts of one description share no state');
}

function checkGrowth<V>(description: Description<Metric<V>>, samples: readonly Observation<V>[]): void {
  const part = description.create();
  const observe = (times: number) => {
    for (let i = 0; i < times; i++) part.update(...samples[i % samples.length]!);
    return sizeOf(part.save());
  };
  const settled = observe(10_000);
  assert.ok(observe(10_000) <= settled + 64, 'the state does not grow with the stream');
}

function checkRevert<V>(description: Description<Metric<V>>, samples: readonly Observation<V>[], length: number): void {
  const part = description.create();
  if (part.revert === undefined) return;
  samples.forEach(([truth, predicted], i) => {
    part.update(truth, predicted);
    if (i >= length) part.revert?.(...samples[i - length]!);
    const fresh = description.create();
    for (const sample of samples.slice(Math.max(0, i + 1 - length), i + 1)) fresh.update(...sample);
    assert.equal(part.value, fresh.value, `revert leaves exactly what the last ${length} observations make`);
  });
}
