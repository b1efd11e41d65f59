import assert from 'node:assert/strict';
import { from, of } from 'rxjs';
import type { ContextConfig } from '../../lib/context/Context.js';
import { replay } from '../../lib/context/replay.js';
import type { LabelledBatch } from '../../lib/engine/Learner.js';
import { BadRowError } from '../../lib/errors.js';
import { joinLabels } from '../../lib/learn/joinLabels.js';
import { predictWith } from '../../lib/learn/predictWith.js';
import { trainOn } from '../../lib/learn/trainOn.js';
import type { Instance, Rejected, Scored } from '../../lib/types.js';
import type { TrainRequest } from '../../lib/workers/messages.js';
import { trainer } from '../../lib/workers/trainer.js';
import { LinearLearner } from '../support/LinearLearner.js';
import { marbles } from '../support/marbles.js';
import { ports } from '../support/ports.js';
import type { Weather } from '../support/target.js';
import { label, labelled, reading, weatherContext } from '../support/weather.js';

const { workers } = ports();
const prediction = {
  ...({ output: new Float32Array(2), value: 'calm', version: 0, labelsDone: 0, lastLearned: undefined } as const),
  ...{ waitMs: 0, computeMs: 0 },
} as const;
const scored = (n: number, weight?: number): Scored<Weather> => {
  return { ...labelled(n), prediction, ...(weight === undefined ? {} : { weight }) };
};

/** A context, and the weights of the rows of each training that it asks for; `undefined` where they have none. */
function asking(config: Partial<ContextConfig<Weather>> = {}) {
  const weights: (number[] | undefined)[] = [];
  const trainer = (request: TrainRequest) => {
    const { w, rows } = request.batch;
    assert.ok(w === undefined || w.length === rows);
    weights.push(w && [...w]);
    return workers.trainer(request);
  };
  return { context: weatherContext({ ...ports().workers, trainer, ...config }), weights };
}

/** The weights of the trainings of such rows. */
function weightsOf(rows: readonly Scored<Weather>[], config: Partial<ContextConfig<Weather>>) {
  const { context, weights } = asking(config);
  from(rows).pipe(trainOn(context)).subscribe();
  return weights;
}

describe('weights of instances', () => {
  const rows = [scored(0), scored(1, 2), scored(2, 0.5), scored(3), scored(4), scored(5, 0)];

  it('reach the trainer with their rows, in virtual time too', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const { context, weights } = asking({ batchSize: 2 });
      const source = cold('a-b-(c|)', { a: rows[0]!, b: rows[1]!, c: rows[2]! });
      expectObservable(source.pipe(trainOn(context))).toBe('a-b-(c|)', { a: rows[0], b: rows[1], c: rows[2] });
      flush();
      assert.deepEqual(weights, [[1, 2], [0.5]]);
    });
  });

  it('are left out of a batch where all are 1', () => {
    assert.deepEqual(weightsOf(rows, {}), [undefined, [2], [0.5], undefined, undefined, [0]]);
    assert.deepEqual(weightsOf(rows, { batchSize: 2 }), [
      [1, 2],
      [0.5, 1],
      [1, 0],
    ]);
    assert.deepEqual(weightsOf([scored(0, 1), scored(1, 1)], { batchSize: 2 }), [undefined]);
    assert.deepEqual(weightsOf([...rows, scored(6)], { batchSize: 5 }), [
      [1, 2, 0.5, 1, 1],
      [0, 1],
    ]);
  });

  it('stay with their rows in the window', () => {
    assert.deepEqual(weightsOf(rows, { batchSize: 2, batchesFed: 2 }), [
      [1, 2],
      [1, 2, 0.5, 1],
      [0.5, 1, 1, 0],
    ]);
    const late = [scored(0), scored(1, 3), scored(2), scored(3), scored(4)];
    assert.deepEqual(weightsOf(late, { batchesFed: 2 }), [undefined, [1, 3], [3, 1], undefined, undefined]);
  });

  it('are cut with their rows into the steps of a training', () => {
    const seen: (number[] | undefined)[] = [];
    class Seeing extends LinearLearner {
      override train(batch: LabelledBatch): number {
        seen.push(batch.w && [...batch.w]);
        return super.train(batch);
      }
    }
    const train = trainer(new Seeing(2, 2), { now: () => 0 });
    const batch = { x: new Float32Array(10), y: new Float32Array(10), rows: 5 };
    const asked = { _tag: 'Train', batchSize: 2, step: 1, version: 1, labelsDone: 5 } as const;
    void train({ ...asked, batch: { ...batch, w: Float32Array.of(1, 2, 3, 4, 5) } });
    void train({ ...asked, batch });
    assert.deepEqual(seen, [[1, 2], [3, 4], [5], undefined, undefined, undefined]);
  });

  it('are drawn with their rows where rows are replayed', () => {
    const many = Array.from({ length: 60 }, (_, n) => (n < 8 ? scored(n) : scored(n, 1 + n / 64)));
    const drawn: number[] = [];
    const trainer = (request: TrainRequest) => {
      const { x, w, rows } = request.batch;
      for (let row = 0; row < rows; row++) {
        const n = many.findIndex((one) => one.x[0] === x[2 * row]);
        if (row > 0) drawn.push(n);
        assert.equal(w?.[row] ?? 1, many[n]!.weight ?? 1);
        assert.equal(w === undefined, request.labelsDone <= 8);
      }
      return workers.trainer(request);
    };
    const context = weatherContext({ ...ports().workers, trainer, schedule: replay({ rows: 3, of: 30 }) });
    from(many).pipe(trainOn(context)).subscribe();
    assert.ok(new Set(drawn).size > 30);
  });

  it('are multiplied by the weight of the class', () => {
    const classWeight = { calm: 3 };
    const expected = rows.map(({ y, weight = 1 }) => (y === 'calm' ? 3 * weight : weight));
    const weights = weightsOf(rows, { classWeight, batchSize: 6 });
    assert.deepEqual(weights, [expected]);
    assert.ok(expected.includes(3) && expected.includes(1));
  });

  it('of balanced classes are told in the order of the label stream, and never again', () => {
    const counts = { calm: 1, storm: 1 };
    const expected = rows.map(({ y }, i) => Math.fround((i + 3) / (2 * ++counts[y])));
    const plain = rows.map(({ weight: _, ...row }) => row);
    assert.deepEqual(weightsOf(plain, { classWeight: 'balanced', batchSize: 3, batchesFed: 2 }), [
      expected.slice(0, 3),
      expected,
    ]);
  });

  it('count in history too', () => {
    const { context, weights } = asking({ batchSize: 2 });
    of({ ...labelled(0), weight: 4 }, labelled(1))
      .pipe(trainOn(context, { from: 'history' }))
      .subscribe();
    assert.deepEqual(weights, [[4, 1]]);
  });

  it('pass predictWith and joinLabels with their instance', () => {
    const { context, weights } = asking();
    const instance: Instance = { ...reading(1), weight: 6 };
    const out: unknown[] = [];
    of(instance)
      .pipe(predictWith(context), joinLabels(context, of(label(1))), trainOn(context))
      .subscribe(({ weight }) => out.push(weight));
    assert.deepEqual([out, weights], [[6], [[6]]]);
  });

  it('of another kind make a bad row, which names it', () => {
    for (const weight of [-1, Number.NaN, 1e39, '2' as unknown as number, null as unknown as number]) {
      const errors: unknown[] = [];
      const { context, weights } = asking();
      of(scored(0, weight))
        .pipe(trainOn(context))
        .subscribe({ error: (error) => errors.push(error) });
      const [error] = errors;
      assert.ok(error instanceof BadRowError);
      assert.deepEqual([error.field, error.row, weights], ['weight', 0, []]);
      assert.match(error.reason, /^is .*; a weight is a finite number, 0 or more$/);

      const skipping = asking({ onBad: 'skip' });
      const rejected: Rejected[] = [];
      skipping.context.rejected$.subscribe((one) => rejected.push(one));
      of(scored(0, weight), scored(1, 2)).pipe(trainOn(skipping.context)).subscribe();
      assert.deepEqual([rejected.length, skipping.weights], [1, [[2]]]);
    }
  });
});
