import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { concat, from, lastValueFrom, type Observable, throwError, toArray } from 'rxjs';
import type { ContextConfig } from '../lib/context/Context.js';
import { chunks, cumulative } from '../lib/evaluate/index.js';
import { classes, createContext, evaluate, instances, predictWith, scale, stream, trainOn } from '../lib/index.js';
import { accuracy } from '../lib/metrics/index.js';
import { mlp } from '../lib/models/index.js';
import { sgd } from '../lib/optimizers/index.js';
import { standardization } from '../lib/preprocess/index.js';
import { writePredictions } from '../lib/report/index.js';
import { sea } from '../lib/source/index.js';
import { silent } from './support/silent.js';

type Row = { readonly [field: string]: unknown };
const rows: Row[] = [...sea({ seed: 4, instances: 150 })].map((row) => ({ ...row }));

function seaContext(config: Partial<ContextConfig<'0' | '1'>> = {}) {
  return createContext({
    target: classes(['0', '1']),
    model: mlp({ hidden: [8], dropout: 0.2 }),
    optimizer: sgd({ learningRate: 0.05 }),
    ...{ batchSize: 4, batchesFed: 2, seed: 5, logger: silent() },
    ...config,
  });
}

/** What the real pipe, on a real engine, makes of rows that come in this way. */
async function run(
  rows$: (context: ReturnType<typeof seaContext>) => Observable<Row>,
  config: Partial<ContextConfig<'0' | '1'>>,
) {
  await using context = seaContext(config);
  const scored = await lastValueFrom(
    rows$(context).pipe(
      instances(context, { label: 'class' }),
      scale(context, standardization()),
      predictWith(context),
      trainOn(context),
      toArray(),
    ),
  );
  const state = context.snapshot$.value;
  assert.ok(state._tag === 'Snapshot');
  return {
    predictions: scored.map(({ id, prediction: p }) => [id, p.version, p.labelsDone, ...p.output]),
    weights: [...state.weights],
    done: [state.version, state.labelsDone],
  };
}

async function* oneByOne(pause: (n: number) => boolean) {
  for (const [n, row] of rows.entries()) {
    if (pause(n)) await new Promise((resolve) => setImmediate(resolve));
    yield row;
  }
}

describe('a pipe on a real engine', () => {
  for (const engine of ['fast', 'wasm'] as const) {
    for (const maxStaleness of [0, 100]) {
      it(`gives the same bytes however its source is chunked in time (promise 5): ${engine}, maxStaleness ${maxStaleness}`, async () => {
        const config = { engine, maxStaleness };
        const plain = await run((context) => stream(context, rows), config);
        assert.deepEqual(await run((context) => stream(context, rows), config), plain);
        assert.deepEqual(await run(() => from(rows), config), plain);
        assert.deepEqual(
          await run(
            (context) =>
              stream(
                context,
                oneByOne(() => true),
              ),
            config,
          ),
          plain,
        );
        assert.deepEqual(
          await run(
            (context) =>
              stream(
                context,
                oneByOne((n) => n % 7 === 3 || n % 11 < 4),
              ),
            config,
          ),
          plain,
        );
        const { predictions } = await run((context) => stream(context, rows), { ...config, seed: 6 });
        assert.notDeepEqual(predictions, plain.predictions);
      });
    }
  }

  it('drains at the end: all is predicted, scored and trained, and files are whole before complete (promise 7)', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'adlstream-promises-'));
    const file = join(folder, 'predictions.csv');
    await using context = seaContext({ batchSize: 64, batchesFed: 1 });
    const reports = await lastValueFrom(
      stream(context, rows).pipe(
        instances(context, { label: 'class' }),
        predictWith(context),
        trainOn(context),
        writePredictions(context, file),
        evaluate(context, {
          metrics: { accuracy: accuracy() },
          over: { all: cumulative(), by40: chunks(40) },
          every: 100,
        }),
        toArray(),
      ),
    );
    assert.equal(readFileSync(file, 'utf8').trim().split('\n').length, 1 + rows.length);
    rmSync(folder, { recursive: true });
    assert.deepEqual(
      reports.map(({ instances }) => instances),
      [100, 150],
    );
    const state = context.snapshot$.value;
    assert.ok(state._tag === 'Snapshot');
    assert.deepEqual([state.version, state.labelsDone], [3, 150], 'the last 22 labels are a short step of their own');
  });

  it('refuses a bad row by name, field and reason, and its neighbours do not suffer (promise 10)', async () => {
    const bad: Row[] = [
      { ...rows[0], class: 'storm' },
      { ...rows[1], class: '' },
      { ...rows[2], x1: 'much' },
      { ...rows[3], x1: undefined },
    ];
    const fields = ['class', 'class', 'x1', 'x1'];
    const mixed = rows.flatMap((row, n) => (n > 0 && n <= bad.length ? [bad[n - 1]!, row] : [row]));
    await using skipping = seaContext({ onBad: 'skip' });
    const rejected: { row: unknown; field: string; reason: string }[] = [];
    skipping.rejected$.subscribe((r) => r._tag === 'BadRow' && rejected.push(r));
    const outputs = async (context: ReturnType<typeof seaContext>, source: readonly Row[]) => {
      const scored$ = stream(context, source).pipe(
        instances(context, { label: 'class' }),
        scale(context, standardization()),
        predictWith(context),
        trainOn(context),
        toArray(),
      );
      return (await lastValueFrom(scored$)).map(({ prediction }) => [...prediction.output]);
    };
    const kept = await outputs(skipping, mixed);
    assert.deepEqual(
      rejected.map(({ row, field }) => [row, field]),
      bad.map((row, n) => [row, fields[n]]),
    );
    assert.ok(rejected.every(({ reason }) => reason.length > 3));
    await using clean = seaContext();
    assert.deepEqual(kept, await outputs(clean, rows), 'no scaler and no network has learned of them');

    await using strict = seaContext();
    await assert.rejects(outputs(strict, mixed), /BadRowError: bad row: class: .*storm/);
  });

  it("delivers a source's error after everything before it has left (promise 7)", async () => {
    await using context = seaContext();
    let seen = 0;
    const broken$ = concat(
      from(rows),
      throwError(() => new Error('cable')),
    ).pipe(instances(context, { label: 'class' }), predictWith(context));
    await assert.rejects(
      broken$.forEach(() => void seen++),
      /cable/,
    );
    assert.equal(seen, rows.length);
  });
});
