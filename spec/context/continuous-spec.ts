import assert from 'node:assert/strict';
import { asyncScheduler, map } from 'rxjs';
import type { RunHelpers } from 'rxjs/testing';
import type { ContextConfig } from '../../lib/context/Context.js';
import { decodeConfig } from '../../lib/context/decodeConfig.js';
import { ContextClosedError } from '../../lib/errors.js';
import { predictWith } from '../../lib/learn/predictWith.js';
import { trainOn } from '../../lib/learn/trainOn.js';
import type { Labelled } from '../../lib/types.js';
import type { TrainReply, TrainRequest } from '../../lib/workers/messages.js';
import { marbles } from '../support/marbles.js';
import { ports } from '../support/ports.js';
import { calmOrStorm, type Weather } from '../support/target.js';
import { labelled, reading, weatherContext } from '../support/weather.js';

const rows = { a: labelled(0), b: labelled(1), c: labelled(2), d: labelled(3), e: labelled(4) };
const name = map((e: Labelled<Weather>) => 'abcde'[e.id as number]!);
const live = { schedule: 'continuous', maxStaleness: Number.POSITIVE_INFINITY } as const;

/** A context whose trainer answers with this marble, and at which frame it walked which rows. */
function training({ cold }: RunHelpers, marble: string, config: Partial<ContextConfig<Weather>> = {}, walkMs = 0) {
  const asked: string[] = [];
  const walks: string[] = [];
  const first = Float32Array.from([0, 1, 2, 3, 4], (n) => reading(n).x[0]!);
  const trainer = ({ batch, version, labelsDone, step, walks: times = 1 }: TrainRequest) => {
    walks.push(`${times} from ${step}`);
    const walked = [...batch.x].filter((_, i) => i % 2 === 0).map((x) => 'abcde'[first.indexOf(x)]);
    asked.push(`${asyncScheduler.now()} ${walked.join('')} ${labelsDone}`);
    const snapshot = { _tag: 'Snapshot', version, labelsDone, weights: new Float32Array(1), shapes: [[1]] } as const;
    const reply: TrainReply = { _tag: 'Trained', loss: 1, snapshot, trainMs: walkMs * times };
    return cold(marble, { t: reply });
  };
  return { context: weatherContext({ ...ports().workers, ...live, trainer, ...config }), asked, walks };
}

describe("schedule: 'continuous'", () => {
  it('trains back to back on the newest window, be it new or not, from the first full batch to the end', () => {
    marbles((helpers) => {
      const { context, asked } = training(helpers, '--t|');
      const out = helpers.cold('-a----b-----|', rows).pipe(predictWith(context), trainOn(context), name);
      helpers.expectObservable(out).toBe('-a----b------|');
      helpers.flush();
      assert.deepEqual(asked, ['1 a 1', '3 a 1', '5 a 1', '7 b 2', '9 b 2', '11 b 2']);
    });
  });

  it('walks whole windows, and trains what is left of a batch at the end, once', () => {
    marbles((helpers) => {
      const { context, asked } = training(helpers, '---t|', { batchSize: 2, batchesFed: 2 });
      const out = helpers.cold('(abc)--(de)---|', rows).pipe(predictWith(context), trainOn(context), name);
      helpers.expectObservable(out).toBe('(abc)--(de)-------|');
      helpers.flush();
      assert.deepEqual(asked, ['0 ab 2', '3 ab 2', '6 ab 2', '9 abcd 4', '12 abcd 4', '15 cde 5']);
    });
  });

  it('walks a window as often as it can in 50 ms, so that small networks do not flood the host; what is left at the end, once', () => {
    marbles((helpers) => {
      const { context, walks } = training(helpers, '--t|', { batchSize: 2 }, 10);
      const out = helpers.cold('(ab)-(cde)-|', rows).pipe(predictWith(context), trainOn(context), name);
      helpers.expectObservable(out).toBe('(ab)-(cde)----|');
      helpers.flush();
      assert.deepEqual(walks, ['1 from 1', ...[2, 7, 12, 17, 22].map((step) => `5 from ${step}`), '1 from 27']);
    });
  });

  it('pauses while no pipe is subscribed, and goes on with the next label', () => {
    marbles((helpers) => {
      const { context, asked } = training(helpers, '--t|');
      const pipe = (marble: string) => helpers.cold(marble, rows).pipe(predictWith(context), trainOn(context), name);
      helpers.expectObservable(pipe('a-------'), '^---!').toBe('a---');
      helpers.expectObservable(pipe('---b--|'), '----------^').toBe('-------------b---|');
      helpers.flush();
      assert.deepEqual(asked, ['0 a 1', '2 a 1', '13 b 2', '15 b 2']);
    });
  });

  it('lets one of several pipes complete while it goes on for the others', () => {
    marbles((helpers) => {
      const { context } = training(helpers, '--t|');
      const pipe = (marble: string) => helpers.cold(marble, rows).pipe(predictWith(context), trainOn(context), name);
      helpers.expectObservable(pipe('a--|')).toBe('a---|');
      helpers.expectObservable(pipe('-b-----|')).toBe('-b------|');
    });
  });

  it('leaves time for everything else where its port answers at once, and stops with its context', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const { workers, asked } = ports();
      const context = weatherContext({ ...workers, ...live });
      expectObservable(cold('a---|', rows).pipe(predictWith(context), trainOn(context), name)).toBe('a---|');
      flush();
      const trainings = asked.filter(({ _tag }) => _tag === 'Train').length;
      assert.ok(trainings >= 3 && trainings <= 5, `${trainings} trainings in 4 ms`);
    });
    marbles(({ cold, expectObservable, flush }) => {
      const { workers, asked } = ports();
      const context = weatherContext({ ...workers, ...live });
      const error = new ContextClosedError();
      expectObservable(cold('a', rows).pipe(predictWith(context), trainOn(context), name)).toBe(
        'a--#',
        undefined,
        error,
      );
      cold('---x').subscribe(() => void context.close());
      flush();
      assert.ok(asked.length <= 5);
    });
  });

  it('needs maxStaleness: Infinity, and a trainer elsewhere', () => {
    const base = { target: calmOrStorm, model: { model: 'mlp', parameters: {} }, schedule: 'continuous' } as const;
    const mistakes = (config: object) => {
      const decoded = decodeConfig({ ...base, ...config });
      return decoded._tag === 'Left' ? decoded.left.mistakes.map(({ option }) => option) : [];
    };
    assert.deepEqual(mistakes({}), ['maxStaleness']);
    assert.deepEqual(mistakes({ ...live, workers: 'inline' }), ['workers']);
    assert.deepEqual(mistakes({ ...live, workers: 'thread' }), []);
  });
});
