import assert from 'node:assert/strict';
import fc from 'fast-check';
import { concat, EMPTY, map, merge, NEVER, type Observable, tap, timer } from 'rxjs';
import { joinLabels } from '../../lib/learn/joinLabels.js';
import { predictWith } from '../../lib/learn/predictWith.js';
import { trainOn } from '../../lib/learn/trainOn.js';
import type { Id } from '../../lib/types.js';
import { marbles } from '../support/marbles.js';
import { ports } from '../support/ports.js';
import { label, labelled, reading, weatherContext } from '../support/weather.js';

const FEED = fc.record({
  /** When each instance comes, how long its prediction takes, and by how much later its labels come: none, one or more. */
  instances: fc.array(
    fc.record({
      at: fc.nat(60),
      predictMs: fc.nat(6),
      labels: fc.array(fc.integer({ min: -10, max: 40 }), { maxLength: 3 }),
    }),
    { maxLength: 25 },
  ),
  /** When labels come of instances that never do. */
  strays: fc.array(fc.nat(80), { maxLength: 5 }),
  expireMs: fc.constantFrom<(number | undefined)[]>(undefined, 1, 10, 30),
  maxAwaiting: fc.constantFrom<number[]>(1, 3, 100),
  labelsEnd: fc.boolean(),
});
type Feed = typeof FEED extends fc.Arbitrary<infer F> ? F : never;

/** Runs a live pipe in virtual time. @returns what became of every prediction and label. */
function run({ instances, strays, expireMs, maxAwaiting, labelsEnd }: Feed) {
  const predicted: Id[] = [];
  const joined: Id[] = [];
  const labels: Id[] = [];
  const rejected: { [tag: string]: Id[] } = { Expired: [], Orphan: [], Duplicate: [] };
  let [completed, awaiting, mostAwaiting] = [false, Number.NaN, 0];
  const sent = [
    ...instances.flatMap(({ at, labels }, id) => labels.map((late) => ({ at: Math.max(0, at + late), id }))),
    ...strays.map((at, n) => ({ at, id: 1000 + n })),
  ];
  marbles(({ flush }) => {
    const delays = instances.map(({ predictMs }) => predictMs);
    const { workers } = ports({ predict: () => delays.shift() });
    const context = weatherContext({ ...workers, maxStaleness: Number.POSITIVE_INFINITY });
    context.rejected$.subscribe((r) => {
      assert.ok(r._tag !== 'BadRow');
      rejected[r._tag]!.push(r._tag === 'Expired' ? r.instance.id : r.label.id);
    });
    const at = <T>(ms: number, make: () => T): Observable<T> => timer(ms).pipe(map(make));
    const source$ = merge(...instances.map((one, id) => at(one.at, () => reading(id))));
    const labels$ = merge(...sent.map((one) => at(one.at, () => label(one.id)))).pipe(tap(({ id }) => labels.push(id)));
    const look = () =>
      context.stats$.subscribe(({ total }) => {
        awaiting = total.awaiting;
        mostAwaiting = Math.max(mostAwaiting, awaiting);
      });
    source$
      .pipe(
        predictWith(context),
        tap(({ id }) => predicted.push(id)),
        joinLabels(context, concat(labels$, labelsEnd || expireMs === undefined ? EMPTY : NEVER), {
          maxAwaiting,
          ...(expireMs === undefined ? {} : { expireMs }),
        }),
        trainOn(context),
      )
      .subscribe({
        next: ({ prediction, ...e }) => {
          assert.deepEqual(e, labelled(Number(e.id)));
          assert.ok(prediction.version >= 0);
          joined.push(e.id);
          look();
        },
        error: (error) => assert.fail(error as Error),
        complete: () => {
          completed = true;
        },
      });
    flush();
    look();
  });
  return { predicted, joined, rejected, completed, awaiting, mostAwaiting, labels };
}

const sorted = (ids: readonly Id[]) => [...ids].sort((a, b) => Number(a) - Number(b));

describe('predictions and labels', () => {
  it('are all accounted for, once, however late, lost, doubled or stray the labels are', () => {
    fc.assert(
      fc.property(FEED, (feed) => {
        const { predicted, joined, rejected, completed, awaiting, mostAwaiting, labels } = run(feed);
        assert.ok(completed);
        const instances = feed.instances.map((_, id) => id);
        assert.deepEqual(sorted(predicted), instances);
        assert.deepEqual(sorted([...joined, ...rejected['Expired']!]), instances);
        assert.deepEqual(sorted([...joined, ...rejected['Orphan']!, ...rejected['Duplicate']!]), sorted(labels));
        assert.ok(awaiting === 0 && mostAwaiting <= feed.maxAwaiting);
      }),
      { numRuns: 300 },
    );
  });

  it('meet wherever they can: with room and time for all, only what never came is left over', () => {
    fc.assert(
      fc.property(FEED, (feed) => {
        const { joined, rejected, labels } = run({ ...feed, maxAwaiting: 100, expireMs: 1000 });
        const first = new Set(labels);
        const strays = [...first].filter((id) => Number(id) >= 1000);
        assert.deepEqual(sorted(joined), sorted(feed.instances.flatMap((_, id) => (first.has(id) ? [id] : []))));
        assert.deepEqual(sorted(rejected['Orphan']!), sorted(strays));
        assert.equal(rejected['Duplicate']!.length, labels.length - first.size);
      }),
      { numRuns: 100 },
    );
  });
});
