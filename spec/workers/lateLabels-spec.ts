import assert from 'node:assert/strict';
import { lastValueFrom, map, type Observable, toArray } from 'rxjs';
import {
  type Context,
  classes,
  createContext,
  delayLabels,
  instances,
  joinLabels,
  movingWindow,
  predictWith,
  type Scored,
  scale,
  stream,
  trainOn,
  values,
} from '../../lib/index.js';
import { mlp } from '../../lib/models/index.js';
import { sgd } from '../../lib/optimizers/index.js';
import { standardization } from '../../lib/preprocess/index.js';
import { sea, sine } from '../../lib/source/index.js';
import { silent } from '../support/silent.js';

const common = { optimizer: sgd({ learningRate: 0.05 }), batchSize: 4, batchesFed: 2, seed: 3 };
type Kind = 'inline' | 'thread';

/** Rows in one burst, or with a turn of the event loop between most of them. */
async function* spread<Row>(rows: Iterable<Row>): AsyncGenerator<Row> {
  let n = 0;
  for (const row of rows) {
    if (n++ % 5 !== 2) await new Promise((resolve) => setImmediate(resolve));
    yield row;
  }
}

async function bytesOf<V, S>(context: Context<V, S>, scored$: Observable<Scored<V>>) {
  const scored = await lastValueFrom(
    scored$.pipe(
      map(({ id, prediction: p }) => [id, p.version, p.labelsDone, ...p.output]),
      toArray(),
    ),
  );
  const state = context.snapshot$.value;
  await context.close();
  assert.ok(state._tag === 'Snapshot');
  return { scored, weights: [...state.weights] };
}

function late(workers: Kind, maxStaleness: number, slowly: boolean) {
  const context = createContext({
    ...{ ...common, workers, maxStaleness, logger: silent(), target: classes(['0', '1']), model: mlp({ hidden: [8] }) },
  });
  const rows = sea({ seed: 2, instances: 200 });
  const scored$ = stream(context, slowly ? () => spread(rows) : rows).pipe(
    instances(context, { label: 'class' }),
    scale(context, standardization()),
    delayLabels(context, 100),
    predictWith(context),
    joinLabels(context),
    trainOn(context),
  );
  return bytesOf(context, scored$);
}

function forecast(workers: Kind, maxStaleness: number, slowly: boolean) {
  const target = values(['s0'], { horizon: 3, scale: standardization() });
  const context = createContext({
    ...common,
    workers,
    maxStaleness,
    logger: silent(),
    target,
    model: mlp({ hidden: [8] }),
  });
  const rows = sine({ instances: 150, columns: 2, noise: 0.1 });
  const scored$ = stream(context, slowly ? () => spread(rows) : rows).pipe(
    instances(context, { features: ['s0', 's1'], label: 's0' }),
    scale(context, standardization()),
    movingWindow(context, { pastHistory: 6 }),
    predictWith(context),
    joinLabels(context),
    trainOn(context),
  );
  return bytesOf(context, scored$);
}

describe('labels that come later', () => {
  for (const [what, run] of [
    ['delayed by 100 rows', late],
    ['of a forecast', forecast],
  ] as const) {
    for (const maxStaleness of [0, 30]) {
      it(`${what} give the same bytes inline and in threads, in a burst and row by row: maxStaleness ${maxStaleness}`, async () => {
        const plain = await run('inline', maxStaleness, false);
        assert.ok(plain.scored.length > 100);
        for (const workers of ['inline', 'thread'] as const) {
          for (const slowly of [false, true]) assert.deepEqual(await run(workers, maxStaleness, slowly), plain);
        }
      });
    }
  }
});
