import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { from, NEVER, type Observable, of, repeat } from 'rxjs';
import { ReportError } from '../../lib/errors.js';
import { evaluate } from '../../lib/evaluate/evaluate.js';
import { chunks, cumulative } from '../../lib/evaluate/index.js';
import type { ReportHead } from '../../lib/evaluate/Report.js';
import { accuracy, kappa } from '../../lib/metrics/index.js';
import { writeReports } from '../../lib/report/writeReports.js';
import type { Scored } from '../../lib/types.js';
import { fakeContext } from '../support/fakeContext.js';
import { marbles } from '../support/marbles.js';
import { scored } from '../support/scored.js';
import { temporaryFile } from '../support/temporaryFile.js';

const read = (path: string) => readFileSync(path, 'utf8');
const report = (instances: number, kappa: number | undefined) => ({
  instances,
  timestamp: 5,
  over: { all: { kappa } },
});

describe('writeReports', () => {
  it('writes a line for every report of evaluate, undefined values empty, and passes it on', () => {
    const path = temporaryFile('reports.csv');
    const context = fakeContext<string>();
    const options = {
      metrics: { accuracy: accuracy(), kappa: kappa() },
      over: { all: cumulative(), two: chunks(2) },
      every: 2,
    };
    const elements = [scored('a', 'a', 0), scored('b', 'a', 1, 'a'), scored('b', 'b', 1, 'b')];
    const passed: unknown[] = [];
    const reports: unknown[] = [];
    from(elements)
      .pipe(evaluate(fakeContext<string>(), options))
      .subscribe((one) => reports.push({ ...one, timestamp: 0 }));
    from(elements)
      .pipe(evaluate(context, options), writeReports(context, path, { clock: false }))
      .subscribe((one) => passed.push({ ...one, timestamp: 0 }));
    assert.deepEqual(passed, reports);
    const tables = ['', 'noChange.', 'noChangeLearned.', 'majority.', 'untrained.'];
    const columns = tables.flatMap((table) =>
      ['all', 'two'].flatMap((over) => [`${table}${over}.accuracy`, `${table}${over}.kappa`]),
    );
    assert.deepEqual(read(path).split('\n'), [
      ['instances', ...columns, 'undefinedChunks.two.accuracy', 'undefinedChunks.two.kappa'].join(),
      '2,0.5,0,0.5,0,0,0,0,0,0,0,0,0,0,0,0,0,1,,1,,0,0',
      '3,0.6666666666666666,0.4,1,,0.5,0,1,,0.5,0,1,,0,0,0,0,1,,1,,0,1',
      '',
    ]);
  });

  it('begins with the time, in milliseconds, where nothing else is said', () => {
    const path = temporaryFile('reports.csv');
    marbles(({ cold, flush }) => {
      cold<Scored<string>>('-a---b|', { a: scored('a', 'a'), b: scored('a', 'b') })
        .pipe(evaluate(fakeContext<string>(), { metrics: { m: accuracy() }, over: { all: cumulative() }, every: 1 }))
        .pipe(writeReports(fakeContext<string>(), path))
        .subscribe();
      flush();
    });
    const lines = read(path)
      .split('\n')
      .map((line) => line.split(',').slice(0, 3).join());
    assert.deepEqual(lines, ['timestamp,instances,all.m', '1,1,1', '5,2,0.5', '']);
  });

  it('writes the columns of a report of your own', () => {
    const path = temporaryFile('reports.csv');
    of({ instances: 1, timestamp: 2, note: 'a,b', 'x,y': [1, 2], none: null })
      .pipe(writeReports(fakeContext(), path))
      .subscribe();
    assert.equal(read(path), 'timestamp,instances,note,"x,y",none\n2,1,"a,b","[1,2]",\n');
  });

  it('leaves an empty file where there was no report', () => {
    const path = temporaryFile('reports.csv');
    from([] as ReportHead[])
      .pipe(writeReports(fakeContext(), path))
      .subscribe();
    assert.equal(read(path), '');
  });

  it('goes on after the last line when it is subscribed again, under one header', () => {
    const path = temporaryFile('reports.csv');
    of(report(1, undefined)).pipe(writeReports(fakeContext(), path), repeat(2)).subscribe();
    assert.equal(read(path), 'timestamp,instances,all.kappa\n5,1,\n5,1,\n');
  });

  it('refuses a report with other columns, after what came before it', () => {
    const path = temporaryFile('reports.csv');
    let failed: unknown;
    from([report(1, 0), { instances: 2, timestamp: 6, over: { all: { mae: 1 } } }])
      .pipe(writeReports(fakeContext(), path))
      .subscribe({ error: (error) => (failed = error) });
    assert.ok(failed instanceof ReportError);
    assert.equal(read(path), 'timestamp,instances,all.kappa\n5,1,0\n');
  });

  it('passes everything in time, and writes it out when it is unsubscribed', () => {
    const path = temporaryFile('reports.csv');
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('-a-b-a-', { a: report(1, 0), b: report(2, 1) });
      const passed$ = source$.pipe(writeReports(fakeContext(), path));
      expectObservable(passed$, '----!').toBe('-a-b-', { a: report(1, 0), b: report(2, 1) });
      expectSubscriptions(source$.subscriptions).toBe('^---!');
    });
    assert.equal(read(path), 'timestamp,instances,all.kappa\n5,1,0\n5,2,1\n');
  });

  it('is a sink for reports, not for rows', () => {
    const rows$: Observable<{ price: number }> = NEVER;
    // @ts-expect-error a row is no report
    void rows$.pipe(writeReports(fakeContext(), temporaryFile('a.csv')));
  });
});
