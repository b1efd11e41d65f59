/** What TypeScript knows of sources, targets, instances and scale. Nothing runs here: that it compiles is the spec. */
import { groupBy, mergeMap, type Observable } from 'rxjs';
import type { Context } from '../../lib/context/Context.js';
import { createContext } from '../../lib/context/createContext.js';
import { mlp } from '../../lib/models/mlp.js';
import { minMax, standardization } from '../../lib/preprocess/index.js';
import { instances } from '../../lib/preprocess/instances.js';
import { scale } from '../../lib/preprocess/scale.js';
import { csv, jsonLines, type SeaRow, sea } from '../../lib/source/index.js';
import { stream } from '../../lib/source/stream.js';
import { classes } from '../../lib/target/classes.js';
import type { Target } from '../../lib/target/Target.js';
import { values } from '../../lib/target/values.js';
import type { Instance, Label, Labelled } from '../../lib/types.js';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function same<A, B>(ok: Same<A, B>): void;
declare function say(...anything: unknown[]): void;
declare function termsOf<V, S>(target: Target<V, S>): { readonly value: V; readonly label: S };

// Targets.
same<ReturnType<typeof classes<['a', 'b']>>, Target<'a' | 'b'>>(true);
const soon = termsOf(values(['price'], { horizon: 3 }));
same<typeof soon.value, readonly number[]>(true);
same<typeof soon.label, number>(true);
const two = termsOf(values(['price', 'demand'], { scale: minMax() }));
same<typeof two.value, { readonly price: number; readonly demand: number }>(true);
// @ts-expect-error no names
classes([]);
// @ts-expect-error 'c' is no class
classes(['a', 'b']).encode('c');

// Sources.
declare const context: Context<'0' | '1'>;
interface Reading {
  readonly readingId: string;
  readonly deviceId: string;
  readonly t: number;
  readonly state: string;
}
same<ReturnType<typeof csv>, AsyncIterable<Record<string, string>>>(true);
const rows$ = stream(context, csv('elec.csv'));
const readings$: Observable<Reading> = stream(context, jsonLines<Reading>('readings.jsonl'), { max: 10 });
const seaRows$: Observable<SeaRow> = stream(context, sea({ seed: 1 }));
stream(context, (signal) => (signal.aborted ? [] : new Set([1, 2]))).subscribe((row) => same<typeof row, number>(true));
stream(context, async function* () {
  yield 'a';
}).subscribe((row) => same<typeof row, string>(true));
// @ts-expect-error an Observable goes straight into the operators
stream(context, rows$);
// @ts-expect-error either a header or names
csv('elec.csv', { header: true, columns: ['a'] });

// Instances, with their label where one is named.
rows$.pipe(instances(context, { label: 'class' })).subscribe((instance) => {
  same<typeof instance, Labelled<'0' | '1', Record<string, string>>>(true);
});
readings$.pipe(instances(context, { id: 'readingId', features: ['t'] })).subscribe((instance) => {
  same<typeof instance, Instance<Reading>>(true);
});
seaRows$
  .pipe(instances(context, { label: 'class' }), scale(context, standardization({ clip: 4 })))
  .subscribe((instance) => {
    same<typeof instance, Labelled<'0' | '1', SeaRow>>(true);
  });
// @ts-expect-error no such feature in a reading
readings$.pipe(instances(context, { features: ['temperature'] }));
// @ts-expect-error no such label in a reading
readings$.pipe(instances(context, { label: 'class' }));
// @ts-expect-error neither filled with a text nor left
readings$.pipe(instances(context, { missing: 'mean' }));

// A weight is one more field, of a row or of an element of one's own.
readings$.pipe(instances(context, { label: 'state', weight: 't' })).subscribe(({ weight }) => {
  same<typeof weight, number | undefined>(true);
});
const heavy: Instance = { id: 1, x: Float32Array.of(1), row: {}, weight: 2 };
say(heavy);
// @ts-expect-error no such field in a reading
readings$.pipe(instances(context, { label: 'state', weight: 'cost' }));
// @ts-expect-error a weight is a number
const wordy: Instance = { id: 1, x: Float32Array.of(1), row: {}, weight: '2' };
say(wordy);

// Weights by class, of the target's classes only.
createContext({ target: classes(['a', 'b']), model: mlp(), classWeight: 'balanced' });
createContext({ target: classes(['a', 'b']), model: mlp(), classWeight: { b: 20 } });
// @ts-expect-error 'c' is no class
createContext({ target: classes(['a', 'b']), model: mlp(), classWeight: { c: 20 } });
// @ts-expect-error a weight is a number
createContext({ target: classes(['a', 'b']), model: mlp(), classWeight: { a: '20' } });
// @ts-expect-error values have no classes
createContext({ target: values(['price']), model: mlp(), classWeight: { price: 20 } });
// @ts-expect-error there is no such way
createContext({ target: classes(['a', 'b']), model: mlp(), classWeight: 'fair' });

// A scale per device; labels in the stream stay labels.
readings$.pipe(
  groupBy((reading) => reading.deviceId),
  mergeMap((one$) => one$.pipe(instances(context.scope(one$.key)), scale(context.scope(one$.key), minMax()))),
);
declare const mixed$: Observable<Instance<Reading> | Label<'0' | '1'>>;
mixed$.pipe(scale(context, minMax())).subscribe((element) => {
  same<typeof element, Instance<Reading> | Label<'0' | '1'>>(true);
});
// @ts-expect-error rows are no instances yet
readings$.pipe(scale(context, minMax()));
