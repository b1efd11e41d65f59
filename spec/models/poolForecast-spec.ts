import assert from 'node:assert/strict';
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
import { csv, sine } from '../../lib/source/index.js';
import { elecFile, needsElec } from '../support/elec.js';
import { silent } from '../support/silent.js';

const [PAST, HORIZON] = [12, 3];

type Row = { readonly [column: string]: number };
interface Errors {
  readonly forecast: number;
  readonly repeated: number;
}

/** The mean absolute errors of a pool's forecasts, and of repeating the last value, over a pass. */
async function pass(open: () => Iterable<Row> | AsyncIterable<Row>, column: string, rows: number, model: Pool) {
  const target = values([column], { horizon: HORIZON });
  await using context = createContext({ target, model, seed: 1, workers: 'inline', logger: silent() });
  let [forecast, repeated, count] = [0, 0, 0];
  await stream(context, open(), { max: rows })
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
  return { forecast: forecast / count, repeated: repeated / count } satisfies Errors;
}

/** The pool is at or below each of its members alone, and below repeating the last value. */
async function holds(open: () => Iterable<Row> | AsyncIterable<Row>, column: string, rows: number): Promise<void> {
  const { forecast, repeated } = await pass(open, column, rows, pool());
  assert.ok(forecast < repeated, `${forecast} where repeating the last value errs by ${repeated}`);
  for (const member of defaultMembers([PAST, 1])) {
    const alone = await pass(open, column, rows, pool({ members: [member], combine: 'mix' }));
    assert.ok(forecast <= alone.forecast, `${forecast} where ${memberName(member)} alone errs by ${alone.forecast}`);
  }
}

describe('a pool that forecasts', () => {
  it('errs less than each of its members alone, and than repeating the last value, on a noisy sine', async () => {
    await holds(() => sine({ instances: 5000, noise: 0.1, seed: 1 }), 's0', 5000);
  });
});

describe('a pool that forecasts prices', () => {
  before(needsElec);

  it('errs less than each of its members alone, and than repeating the last value, on the electricity stream', async () => {
    await holds(() => csv(elecFile!) as AsyncIterable<Row>, 'nswprice', 10_000);
  });
});
