import assert from 'node:assert/strict';
import { concat, defer, filter, from, merge, of, repeat, retry, Subject, throwError } from 'rxjs';
import { cumulative } from '../../lib/evaluate/index.js';
import { evaluate, instances, predictWith, scale, trainOn } from '../../lib/index.js';
import { accuracy } from '../../lib/metrics/index.js';
import { minMax } from '../../lib/preprocess/index.js';
import { ports } from '../support/ports.js';
import type { Weather } from '../support/target.js';
import { weatherContext } from '../support/weather.js';

interface Row {
  readonly a: number;
  readonly b: number;
  readonly sky: Weather;
}
const rowOf = (n: number): Row => ({ a: n, b: -n, sky: n % 3 === 0 ? 'storm' : 'calm' });
const rows = (count: number, first = 0): Row[] => Array.from({ length: count }, (_, n) => rowOf(first + n));

describe('a context in an application that lives long', () => {
  it('learns history first and goes on live, with the same scaler and the same network', () => {
    const { workers, asked } = ports();
    const context = weatherContext(workers);
    const history$ = from(rows(10)).pipe(
      instances(context, { label: 'sky' }),
      scale(context, minMax()),
      trainOn(context, { from: 'history' }),
      filter((_): _ is never => false),
    );
    const live$ = from(rows(3, 20)).pipe(
      instances(context, { label: 'sky' }),
      scale(context, minMax()),
      predictWith(context),
      trainOn(context),
    );
    const seen: [number, number][] = [];
    concat(history$, live$).subscribe(({ x, prediction }) => seen.push([x[0]!, prediction.version]));
    assert.deepEqual(
      seen,
      [
        [1, 10],
        [1, 11],
        [1, 12],
      ],
      'a scaler that had not seen 0 … 9 would say 0 first',
    );
    assert.equal(asked.filter(({ _tag }) => _tag === 'Train').length, 13);
  });

  it('serves several pipes at once, each with the state of its own scope, from one model and one queue', () => {
    const context = weatherContext(ports().workers);
    const pipeOf = (name: string, first: number) => {
      const scope = context.scope(name);
      return from(rows(5, first)).pipe(
        instances(scope, { label: 'sky' }),
        scale(scope, minMax()),
        predictWith(scope),
        trainOn(scope),
        evaluate(scope, { metrics: { accuracy: accuracy() }, over: { all: cumulative() } }),
      );
    };
    const counts: number[] = [];
    merge(pipeOf('one', 0), pipeOf('two', 100)).subscribe(({ instances }) => counts.push(instances));
    assert.deepEqual(counts, [5, 5]);
    const state = context.snapshot$.value;
    assert.ok(state._tag === 'Snapshot' && state.version === 10);
    const twice = () => new Subject<Row>().pipe(instances(context, { label: 'sky' }));
    const errors: string[] = [];
    merge(twice(), twice()).subscribe({ error: (error) => errors.push(String(error)) });
    assert.match(errors.join(), /another live operator has this name.*scope/);
  });

  it('goes on from weights, scaler, ids and scores with retry and with repeat', () => {
    const context = weatherContext(ports().workers);
    let tries = 0;
    const source$ = defer(() => {
      tries++;
      const some$ = from(rows(4, tries * 10));
      return tries === 1
        ? concat(
            some$,
            throwError(() => new Error('cable')),
          )
        : some$;
    });
    const out: unknown[] = [];
    const reports: number[] = [];
    source$
      .pipe(
        instances(context, { label: 'sky' }),
        scale(context, minMax()),
        predictWith(context),
        trainOn(context),
        evaluate(context, { metrics: { accuracy: accuracy() }, over: { all: cumulative() }, every: 2 }),
        retry(1),
        repeat(2),
      )
      .subscribe({ next: ({ instances }) => reports.push(instances), complete: () => out.push('complete') });
    assert.deepEqual([tries, reports, out], [3, [2, 4, 6, 8, 10, 12], ['complete']]);
    const state = context.snapshot$.value;
    assert.ok(state._tag === 'Snapshot' && state.version === 12);
    of(rowOf(5))
      .pipe(instances(context, { label: 'sky' }), scale(context, minMax()))
      .subscribe(({ id, x }) => out.push(id, x[0]));
    assert.deepEqual(out.slice(1), [12, 0], 'the next row has the next id, and is below all that was seen');
  });
});
