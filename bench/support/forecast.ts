import { tap } from 'rxjs';
import { defaultMembers } from '../../lib/engine/pool/defaultMembers.js';
import {
  createContext,
  instances,
  joinLabels,
  movingWindow,
  predictWith,
  stream,
  trainOn,
  values,
} from '../../lib/index.js';
import { type Pool, pool } from '../../lib/models/index.js';
import { memberName } from '../../lib/models/memberName.js';

const [PAST, HORIZON] = [12, 3];

type Row = { readonly [column: string]: number };

/** A series of numbers that is forecast. */
export interface Series {
  readonly name: string;
  readonly column: string;
  readonly rows: number;
  open(seed: number): Iterable<Row> | AsyncIterable<Row>;
}

/** The mean absolute error of one learner's forecasts. */
export type Forecast = {
  readonly stream: string;
  /** `pool`; `member:NAME`: alone; `noChange`: the last value repeated. */
  readonly learner: string;
  readonly mae: number;
  readonly rowsPerSecond?: number;
  readonly seed: number;
};

/** Forecasts of the next three values from the last twelve: of the pool, of each of its members alone, and the last value repeated. */
export async function* forecasts(series: Series, seed: number): AsyncGenerator<Forecast> {
  const { name } = series;
  const whole = await pass(series, pool(), seed);
  yield { stream: name, learner: 'pool', mae: whole.mae, rowsPerSecond: whole.rowsPerSecond, seed };
  for (const member of defaultMembers([PAST, 1])) {
    // Of one member, `mix` is its answer as it is: in the running scale of values, which is the pool's.
    const { mae, rowsPerSecond } = await pass(series, pool({ members: [member], combine: 'mix' }), seed);
    yield { stream: name, learner: `member:${memberName(member)}`, mae, rowsPerSecond, seed };
  }
  yield { stream: name, learner: 'noChange', mae: whole.repeated, seed };
}

/** Forecasts each row, then learns what its label was three rows later. */
async function pass({ open, column, rows }: Series, model: Pool, seed: number) {
  const target = values([column], { horizon: HORIZON });
  const logger = { debug() {}, info() {}, warn: console.warn, error: console.error };
  await using context = createContext({ target, model, seed, workers: 'inline', logger });
  let [forecast, repeated, count] = [0, 0, 0];
  const start = performance.now();
  await stream(context, open(seed), { max: rows })
    .pipe(
      instances(context, { features: [column], label: column }),
      movingWindow(context, { pastHistory: PAST }),
      predictWith(context),
      joinLabels(context),
      trainOn(context),
      tap(({ x, y, prediction }) => {
        for (let k = 0; k < HORIZON; k++) {
          forecast += Math.abs(prediction.value[k]! - y[k]!);
          repeated += Math.abs(x[PAST - 1]! - y[k]!);
          count++;
        }
      }),
    )
    .forEach(() => {});
  const rowsPerSecond = Math.round((1000 * count) / HORIZON / (performance.now() - start));
  return { mae: forecast / count, repeated: repeated / count, rowsPerSecond };
}
