import assert from 'node:assert/strict';
import { firstValueFrom, lastValueFrom, tap, toArray } from 'rxjs';
import type { ContextConfig } from '../../lib/context/Context.js';
import { createContext, instances, predictWith, type Snapshot, stream, trainOn, values } from '../../lib/index.js';
import { mlp } from '../../lib/models/index.js';
import { adam } from '../../lib/optimizers/index.js';
import { silent } from '../support/silent.js';
import { kill } from '../support/workersOptions.js';

interface Row {
  readonly x: number;
  readonly y: number;
}
const BAD = 30;
const sound = Array.from({ length: 60 }, (_, n): Row => ({ x: Math.sin(n), y: 2 * Math.sin(n) }));
/** Its features and label are finite; what is computed from them is not. */
const rows = sound.toSpliced(BAD, 0, { x: 1e30, y: 0 });

/** Learns row by row. @returns all that it is judged by. */
async function run(
  config: Partial<ContextConfig<number>>,
  from: readonly Row[] = rows,
  killAfter: readonly number[] = [],
) {
  const logger = silent();
  await using context = createContext({
    ...{ target: values(['y']), model: mlp({ hidden: [4] }), optimizer: adam({ learningRate: 0.01 }), seed: 2, logger },
    ...{ workers: 'inline', engine: 'fast' },
    ...config,
  });
  const published: Snapshot[] = [];
  context.snapshot$.subscribe((state) => {
    if (state._tag === 'Snapshot') published.push(state);
  });
  let left = 0;
  const scored = await lastValueFrom(
    stream(context, from).pipe(
      instances(context, { label: 'y' }),
      predictWith(context),
      trainOn(context),
      tap(() => {
        if (!killAfter.includes(++left)) return;
        const trainers = logger.said.flatMap((text) => /the trainer runs in process (\d+)/.exec(text)?.[1] ?? []);
        kill(Number(trainers.at(-1)), 'SIGKILL');
      }),
      toArray(),
    ),
  );
  const { total } = await firstValueFrom(context.stats$);
  const bytes = scored.map(({ id, prediction: p }) => [id, p.version, ...p.output]);
  return { bytes, published, total, said: logger.said };
}

describe('onNotFinite', () => {
  it("is 'error' by default: the context fails, and such weights are never published", async () => {
    await assert.rejects(run({}), { _tag: 'NotFinite', version: BAD + 1 });
  });

  for (const workers of ['inline', 'thread', 'process'] as const) {
    it(`skipBatch, ${workers}: the version is published with the weights before, and all else is as if the row had not been`, async () => {
      const { published, total, said } = await run({ onNotFinite: 'skipBatch', workers });
      assert.deepEqual(
        published.map(({ version, labelsDone }) => [version, labelsDone]),
        Array.from({ length: rows.length + 1 }, (_, n) => [n, n]),
      );
      assert.deepEqual(published[BAD + 1]!.weights, published[BAD]!.weights);
      assert.equal(total.undone, 1);
      assert.equal(
        said.filter((text) => /training 31 came out not finite \(loss \w+\) and is undone/.test(text)).length,
        1,
      );
      const without = await run({}, sound);
      assert.deepEqual([...published.at(-1)!.weights], [...without.published.at(-1)!.weights]);
    });

    it(`restoreSnapshot, ${workers}: training goes on from an older version, its optimizer included`, async () => {
      const { published, total } = await run({ onNotFinite: 'restoreSnapshot', workers });
      assert.equal(published.length, rows.length + 1);
      assert.deepEqual(published[BAD + 1]!.weights, published[16]!.weights);
      assert.equal(total.undone, 1);
      // As if the rows from the 16th up to the bad one had not been.
      const without = await run({}, sound.toSpliced(16, BAD - 16));
      assert.deepEqual([...published.at(-1)!.weights], [...without.published.at(-1)!.weights]);
    });
  }

  it('goes back to the initial weights before there is a later state', async () => {
    const { published } = await run({ onNotFinite: 'restoreSnapshot' }, rows.slice(BAD - 5, BAD + 5));
    assert.deepEqual(published[6]!.weights, published[0]!.weights);
  });

  for (const onNotFinite of ['skipBatch', 'restoreSnapshot'] as const) {
    it(`${onNotFinite}: gives the same bytes though the trainer is killed before and after`, async () => {
      const alone = await run({ onNotFinite });
      const killed = await run({ onNotFinite, workers: 'process' }, rows, [20, 29, 33]);
      assert.deepEqual(killed.bytes, alone.bytes);
      assert.ok(killed.total.restarts >= 2, `${killed.total.restarts} restarts`);
    });

    it(`${onNotFinite}: every training that sees the row is undone, and the network learns on afterwards`, async () => {
      const { published, total } = await run({ onNotFinite, batchSize: 2, batchesFed: 3 });
      assert.equal(total.undone, 3);
      assert.equal(published.length, Math.ceil(rows.length / 2) + 1);
      for (const { weights } of published) assert.ok(weights.every(Number.isFinite));
      assert.notDeepEqual(published.at(-1)!.weights, published.at(-2)!.weights);
    });
  }
});
