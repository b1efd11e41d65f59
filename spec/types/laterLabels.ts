/** What TypeScript knows of labels that come later. Nothing runs here: that it compiles is the spec. */
import { filter, groupBy, map, mergeMap, type Observable, of, share } from 'rxjs';
import {
  classes,
  createContext,
  delayLabels,
  instances,
  joinLabels,
  type Label,
  movingWindow,
  predictWith,
  type Scored,
  scale,
  stream,
  trainOn,
  values,
} from '../../lib/index.js';
import { mlp } from '../../lib/models/index.js';
import { standardization } from '../../lib/preprocess/index.js';
import { csv, jsonLines } from '../../lib/source/index.js';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function same<A, B>(ok: Same<A, B>): void;

// A live feed, whose labels come later on a stream of their own.
interface Reading {
  readonly readingId: string;
  readonly deviceId: string;
  readonly vibration: number;
}
declare const readings$: Observable<Reading>;
declare const labels$: Observable<Label<'ok' | 'fault'>>;

const device = createContext({ target: classes(['ok', 'fault']), model: mlp() });
const predicted$ = readings$.pipe(
  instances(device, { id: 'readingId', features: ['vibration'] }),
  scale(device, standardization()),
  predictWith(device),
  share(),
);
predicted$.subscribe((p) => {
  same<typeof p.prediction.value, 'ok' | 'fault'>(true);
  same<typeof p.row.deviceId, string>(true);
});
predicted$.pipe(joinLabels(device, labels$, { expireMs: 3_600_000 }), trainOn(device)).subscribe((p) => {
  same<typeof p.y, 'ok' | 'fault'>(true);
  same<typeof p.row, Reading>(true);
});
// An operator behind it that says what it takes.
const ids = map((scored: Scored<'ok' | 'fault'>) => scored.id);
predicted$.pipe(joinLabels(device, labels$), ids).subscribe();
// Any kind of input.
predicted$.pipe(joinLabels(device, [{ id: 1, y: 'ok' }], { maxAwaiting: 10 }), ids).subscribe();
predicted$.pipe(joinLabels(device, Promise.resolve({ id: 1, y: 'fault' as const })), ids).subscribe();

// A scope per device.
readings$
  .pipe(
    groupBy((reading) => reading.deviceId),
    mergeMap((one$) => {
      const one = device.scope(one$.key);
      const own$ = labels$.pipe(filter(({ id }) => String(id).startsWith(one$.key)));
      return one$.pipe(
        instances(one, { id: 'readingId', features: ['vibration'] }),
        predictWith(one),
        joinLabels(one, own$),
        trainOn(one),
      );
    }),
  )
  .subscribe((p) => same<typeof p.row, Reading>(true));

// A forecast: predictions leave with their row, labels when the horizon has passed.
interface Tick {
  readonly price: number;
  readonly demand: number;
}
const forecast = createContext({
  target: values(['price'], { horizon: 3, scale: standardization() }),
  model: mlp(),
});
const ticks$ = stream(forecast, jsonLines<Tick>('ticks.jsonl')).pipe(
  instances(forecast, { features: ['price', 'demand'], label: 'price' }),
  scale(forecast, standardization()),
);
const forecasts$ = ticks$.pipe(movingWindow(forecast, { pastHistory: 12 }), predictWith(forecast));
forecasts$.subscribe((e) => {
  if ('prediction' in e) same<typeof e.prediction.value, readonly number[]>(true);
  else same<typeof e, Label<readonly number[]>>(true);
});
forecasts$.pipe(joinLabels(forecast), trainOn(forecast)).subscribe((p) => {
  same<typeof p.y, readonly number[]>(true);
  same<typeof p.row, Tick>(true);
});

// Two values have names, over the horizon too.
const market = createContext({ target: values(['price', 'demand'], { horizon: 2 }), model: mlp() });
stream(market, jsonLines<Tick>('ticks.jsonl'))
  .pipe(
    instances(market, { label: ['price', 'demand'] }),
    movingWindow(market, { pastHistory: 12 }),
    predictWith(market),
    joinLabels(market),
  )
  .subscribe((p) => {
    same<typeof p.y, readonly { readonly price: number; readonly demand: number }[]>(true);
    same<typeof p.prediction.value, typeof p.y>(true);
  });

// Labels 100 rows late, in the same stream.
const context = createContext({ target: classes(['0', '1']), model: mlp() });
const labelled$ = stream(context, csv('elec.csv')).pipe(instances(context, { label: 'class' }));
const late$ = labelled$.pipe(delayLabels(context, 100), predictWith(context));
late$.pipe(joinLabels(context), trainOn(context)).subscribe((p) => same<typeof p.y, '0' | '1'>(true));
late$.pipe(
  joinLabels(context),
  map((scored: Scored<'0' | '1'>) => scored.id),
);
const scored$ = labelled$.pipe(predictWith(context), trainOn(context));

// What must not compile.
const unlabelled$ = readings$.pipe(instances(device, { features: ['vibration'] }));
const plain$ = unlabelled$.pipe(predictWith(device));
// @ts-expect-error no label
plain$.pipe(trainOn(device));
// @ts-expect-error no prediction
labelled$.pipe(trainOn(context));
// @ts-expect-error history needs labels too
plain$.pipe(trainOn(device, { from: 'history' }));
// @ts-expect-error a label that came later is not joined yet
late$.pipe(trainOn(context));
// @ts-expect-error no labels travel in this stream
plain$.pipe(joinLabels(device));
// @ts-expect-error the labels that travel in this stream are another target's
late$.pipe(joinLabels(device));
// @ts-expect-error another context's classes
scored$.pipe(trainOn(device));
// @ts-expect-error labels of other classes
predicted$.pipe(joinLabels(device, of({ id: 1, y: 'broken' as const })));
// @ts-expect-error a misspelt option
predicted$.pipe(joinLabels(device, labels$, { expire: 10 }));
// @ts-expect-error 'broken' is no class
predicted$.subscribe((p) => p.prediction.value === 'broken');
// @ts-expect-error a forecast without its window
ticks$.pipe(predictWith(forecast), trainOn(forecast));
// @ts-expect-error a window of rows without labels
unlabelled$.pipe(movingWindow(device, { pastHistory: 12 }));
// @ts-expect-error nothing to delay
unlabelled$.pipe(delayLabels(device, 12));
// @ts-expect-error a window needs its size
ticks$.pipe(movingWindow(forecast, { shift: 2 }));
