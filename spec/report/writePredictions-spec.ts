import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { concat, defer, EMPTY, from, NEVER, type Observable, of, repeat, Subject, take, throwError } from 'rxjs';
import { ConfigError, ReportError } from '../../lib/errors.js';
import { writePredictions } from '../../lib/report/writePredictions.js';
import type { Instance, Label, Labelled, Predicted, Scored } from '../../lib/types.js';
import { fakeContext } from '../support/fakeContext.js';
import { marbles } from '../support/marbles.js';
import { prediction, scored } from '../support/scored.js';
import { temporaryFile } from '../support/temporaryFile.js';

const header = 'id,truth,value,output0,output1,version,labelsDone,waitMs,computeMs\n';
const line = '7,a,b,0.25,0.75,1,1,1.500,0.250\n';
const read = (path: string) => readFileSync(path, 'utf8');
const element = scored('a', 'b');
const instance = { id: 7, x: new Float32Array(1), row: {} };

/** What a file holds after these elements. */
function written<V>(
  elements: readonly ((Instance & Predicted<V>) | (Label<V> & { x?: never }))[],
  clock?: boolean,
): string {
  const path = temporaryFile('predictions.csv');
  const context = fakeContext<V>('Values');
  const passed: unknown[] = [];
  from(elements)
    .pipe(writePredictions(context, path, clock === undefined ? {} : { clock }))
    .subscribe((one) => passed.push(one));
  assert.deepEqual(passed, elements);
  assert.equal(context.live.size, 0);
  return read(path);
}

describe('writePredictions', () => {
  it('writes a line for every prediction, and passes it on', () => {
    assert.equal(written([element, element]), header + line + line);
  });

  it('writes the header where nothing is predicted', () => {
    assert.equal(written([]), header);
  });

  it('has a column for every output of the target', () => {
    const path = temporaryFile('predictions.csv');
    EMPTY.pipe(writePredictions(fakeContext<string>('Classes', { outputs: 3 }), path)).subscribe();
    assert.match(read(path), /value,output0,output1,output2,version/);
  });

  it('leaves the times out where no clock is wanted', () => {
    assert.equal(written([element], false), 'id,truth,value,output0,output1,version,labelsDone\n7,a,b,0.25,0.75,1,1\n');
  });

  it('leaves the truth empty where the label has not come, and lets labels pass without a line', () => {
    const late = { ...instance, prediction: prediction('b') };
    assert.equal(written<string>([late, { id: 7, y: 'a' }]), `${header}7,,b,0.25,0.75,1,1,1.500,0.250\n`);
  });

  it('writes arrays and records as JSON, and quotes what needs it', () => {
    const lines = written([{ ...scored([1.5, 2], [3, 4]), id: 'a "b", c' }], false).split('\n');
    assert.equal(lines[1], '"a ""b"", c","[1.5,2]","[3,4]",0.25,0.75,1,1');
    assert.match(written([scored({ price: 1 }, { price: 2 })]), /7,"{""price"":1}","{""price"":2}",0.25/);
  });

  it('passes everything in time: never, empty, one, many, error, early unsubscription', () => {
    const values = { e: element };
    for (const [source, subscription] of [
      ['-', '^'],
      ['|', '(^!)'],
      ['-e|', '^-!'],
      ['-e-(ee)e|', '^-------!'],
      ['-e-#', '^--!'],
      ['#', '(^!)'],
    ] as const) {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source$ = cold(source, values);
        const passed$ = source$.pipe(writePredictions(fakeContext<string>(), temporaryFile('a.csv')));
        expectObservable(passed$).toBe(source, values);
        expectSubscriptions(source$.subscriptions).toBe(subscription);
      });
    }
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('-e-e-e-', values);
      const passed$ = source$.pipe(writePredictions(fakeContext<string>(), temporaryFile('a.csv')));
      expectObservable(passed$, '----!').toBe('-e-e-', values);
      expectSubscriptions(source$.subscriptions).toBe('^---!');
    });
  });

  it('has the whole file written before completion or an error passes', () => {
    for (const end of [EMPTY, throwError(() => new Error('source'))]) {
      const path = temporaryFile('predictions.csv');
      let seen = '';
      const look = () => {
        seen = read(path);
      };
      concat(of(element), end)
        .pipe(writePredictions(fakeContext<string>(), path))
        .subscribe({ error: look, complete: look });
      assert.equal(seen, header + line);
    }
  });

  it('has the whole file written when unsubscribing returns, and lets go of its name', () => {
    const path = temporaryFile('predictions.csv');
    const context = fakeContext<string>();
    const subscription = concat(of(element), NEVER).pipe(writePredictions(context, path)).subscribe();
    assert.equal(read(path), '');
    subscription.unsubscribe();
    assert.equal(read(path), header + line);
    assert.equal(context.live.size, 0);
  });

  it('stops a synchronous source when nobody listens any more', () => {
    const path = temporaryFile('predictions.csv');
    from(Array(1000).fill(element) as Scored<string>[])
      .pipe(writePredictions(fakeContext<string>(), path), take(2))
      .subscribe();
    assert.equal(read(path), header + line + line);
  });

  it('goes on after the last line when it is subscribed again', () => {
    const path = temporaryFile('predictions.csv');
    of(element).pipe(writePredictions(fakeContext<string>(), path), repeat(3)).subscribe();
    assert.equal(read(path), header + line + line + line);
  });

  it('writes several files of one context, but none twice at once', () => {
    const context = fakeContext<string>();
    const path = temporaryFile('predictions.csv');
    const other = temporaryFile('others.csv');
    const source$ = new Subject<Scored<string>>();
    source$.pipe(writePredictions(context, path), writePredictions(context, other, { clock: false })).subscribe();
    let failed: unknown;
    source$.pipe(writePredictions(context, path)).subscribe({ error: (error) => (failed = error) });
    assert.ok(failed instanceof ConfigError);
    source$.next(element);
    source$.complete();
    assert.equal(read(path), header + line);
    assert.match(read(other), /\n7,a,b,0.25,0.75,1,1\n$/);
  });

  it('raises a ReportError where the file cannot be opened, and lets go of its name', () => {
    const context = fakeContext<string>();
    let failed: unknown;
    let subscribed = false;
    defer(() => {
      subscribed = true;
      return of(element);
    })
      .pipe(writePredictions(context, temporaryFile('no-folder/a.csv')))
      .subscribe({ error: (error) => (failed = error) });
    assert.ok(failed instanceof ReportError);
    assert.equal(subscribed, false);
    assert.equal(context.live.size, 0);
  });

  it('raises a ReportError instead of completion where the disk is full, and logs it where an error is on its way', function () {
    if (!existsSync('/dev/full')) this.skip();
    const ends = (end: Observable<never>) => {
      const context = fakeContext<string>();
      const seen: unknown[] = [];
      concat(of(element), end)
        .pipe(writePredictions(context, '/dev/full'))
        .subscribe({ error: (error) => seen.push(error), complete: () => seen.push('complete') });
      return [
        ...seen.map((one) => (one instanceof Error ? one.name : one)),
        ...context.log.map((text) => text.slice(0, 24)),
      ];
    };
    assert.deepEqual(ends(EMPTY), ['ReportError']);
    assert.deepEqual(ends(throwError(() => new Error('source'))), ['Error', "cannot write '/dev/full'"]);
  });

  it('takes what is predicted and labels, and nothing else', () => {
    const context = fakeContext<string>();
    const scored$: Observable<Scored<string>> = EMPTY;
    const mixed$: Observable<(Instance & Predicted<string>) | Label<string>> = EMPTY;
    const labelled$: Observable<Labelled<string>> = EMPTY;
    const file = temporaryFile('a.csv');
    const passed$: Observable<Scored<string>> = scored$.pipe(writePredictions(context, file));
    passed$.subscribe();
    mixed$.pipe(writePredictions(context, file)).subscribe();
    // @ts-expect-error not predicted
    labelled$.pipe(writePredictions(context, file)).subscribe();
  });
});
