import assert from 'node:assert/strict';
import { concat, map, NEVER, of, range, repeat, Subject, take } from 'rxjs';
import { ConfigError } from '../../lib/errors.js';
import { delayLabels } from '../../lib/preprocess/delayLabels.js';
import { stored } from '../../lib/testing/plainData.js';
import type { Instance, Label, Labelled } from '../../lib/types.js';
import { fakeContext } from '../support/fakeContext.js';
import { marbles } from '../support/marbles.js';
import { ports } from '../support/ports.js';
import type { Weather } from '../support/target.js';
import { label, labelled, reading, weatherContext } from '../support/weather.js';

const rows = { a: labelled(0), b: labelled(1), c: labelled(2), d: labelled(3) };
const name = map((e: Instance<number> | Label<Weather>) => {
  assert.deepEqual(e, 'x' in e ? reading(Number(e.id)) : label(Number(e.id)));
  return ('x' in e ? 'abcd' : 'ABCD')[Number(e.id)]!;
});
const context = () => weatherContext(ports().workers);

describe('delayLabels', () => {
  it('stays silent for a source that never emits, and completes for an empty one', () => {
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold<Labelled<Weather>>('-').pipe(delayLabels(context(), 3))).toBe('-');
      expectObservable(cold<Labelled<Weather>>('--|').pipe(delayLabels(context(), 3))).toBe('--|');
    });
  });

  it('lets an instance leave at once, and its label before the instance that many rows later', () => {
    marbles(({ cold, expectObservable }) => {
      const source = cold('      a---b---c---d---|', rows);
      expectObservable(source.pipe(delayLabels(context(), 1), name)).toBe('a---(Ab)(Bc)(Cd)(D|)');
      expectObservable(source.pipe(delayLabels(context(), 2), name)).toBe('a---b---(Ac)(Bd)(CD|)');
      expectObservable(source.pipe(delayLabels(context(), 9), name)).toBe('a---b---c---d---(ABCD|)');
      expectObservable(source.pipe(delayLabels(context(), 0), name)).toBe('(aA)(bB)(cC)(dD)|');
    });
  });

  it('passes an error on at once, and keeps the labels for whoever subscribes next', () => {
    marbles(({ cold, expectObservable }) => {
      const device = context();
      expectObservable(cold('ab---#', rows).pipe(delayLabels(device, 2), name)).toBe('ab---#');
      const next$ = cold('          c---d---|', rows).pipe(delayLabels(device, 2), name);
      expectObservable(next$, '------^').toBe('------(Ac)(Bd)(CD|)');
    });
  });

  it('gives out all that waits too long where it goes on with fewer rows', () => {
    const device = context();
    const seen: string[] = [];
    for (const [rows$, late] of [
      [of(rows.a, rows.b, rows.c), 3],
      [of(rows.d), 1],
    ] as const) {
      const subscription = concat(rows$, NEVER)
        .pipe(delayLabels(device, late), name)
        .subscribe((e) => seen.push(e));
      subscription.unsubscribe();
    }
    assert.equal(seen.join(''), 'abcABCd');
  });

  it('stops its source when it is unsubscribed from, also a synchronous one in the middle of a row', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('a-b-c-', rows);
      expectObservable(source.pipe(delayLabels(context(), 1), name), '---!').toBe('a-(Ab)');
      expectSubscriptions(source.subscriptions).toBe('^--!');
    });
    let emitted = 0;
    const seen: string[] = [];
    range(0, 1000)
      .pipe(
        map((n) => {
          emitted++;
          return labelled(n);
        }),
        delayLabels(context(), 1),
        name,
        take(2),
      )
      .subscribe((e) => seen.push(e));
    assert.deepEqual([emitted, seen.join('')], [2, 'aA']);
  });

  it('keeps the order where what it puts out brings the next row about', () => {
    const feedback = new Subject<Labelled<Weather, number>>();
    const seen: string[] = [];
    feedback.pipe(delayLabels(context(), 1), name).subscribe((e) => {
      seen.push(e);
      if (e === 'A') feedback.next(labelled(2));
    });
    for (const n of [0, 1]) feedback.next(labelled(n));
    assert.equal(seen.join(''), 'aAbBc');
  });

  it('begins anew when it is repeated', () => {
    const seen: string[] = [];
    of(rows.a, rows.b)
      .pipe(delayLabels(context(), 1), name, repeat(2))
      .subscribe((e) => seen.push(e));
    assert.equal(seen.join(''), 'aAbBaAbB');
  });

  it('saves the labels that wait as plain data, and goes on from them', () => {
    const before = fakeContext<Weather>();
    concat(of(rows.a, rows.b), NEVER).pipe(delayLabels(before, 2)).subscribe().unsubscribe();
    const saved = { delayLabels: stored(before.parts.get('delayLabels')!) };
    const seen: string[] = [];
    of(rows.c, rows.d)
      .pipe(delayLabels(fakeContext<Weather>('Classes', { saved }), 2), name)
      .subscribe((e) => seen.push(e));
    assert.equal(seen.join(''), 'AcBdCD');
  });

  it('refuses a number of rows that is none', () => {
    for (const wrong of [-1, 1.5, Number.NaN]) assert.throws(() => delayLabels(context(), wrong), ConfigError);
  });

  it('leaves an instance its weight', () => {
    const seen: unknown[] = [];
    of({ ...rows.a, weight: 2 }, rows.b)
      .pipe(delayLabels(context(), 1))
      .subscribe((e) => seen.push('x' in e ? e.weight : e.y));
    assert.deepEqual(seen, [2, label(0).y, undefined, label(1).y]);
  });
});
