import assert from 'node:assert/strict';
import { TestScheduler } from 'rxjs/testing';

/** Runs a marble test: virtual time, and a deep comparison that names the frame. */
export function marbles(run: Parameters<TestScheduler['run']>[0]): void {
  new TestScheduler((actual, expected) => assert.deepEqual(actual, expected)).run(run);
}
