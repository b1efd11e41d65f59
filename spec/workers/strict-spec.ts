import assert from 'node:assert/strict';
import { concatMap, delay, from, type Observable, of, tap } from 'rxjs';
import { predictWith } from '../../lib/learn/predictWith.js';
import { trainOn } from '../../lib/learn/trainOn.js';
import type { Labelled, Scored } from '../../lib/types.js';
import type { WorkerKind } from '../../lib/workers/Hosted.js';
import { place } from '../../lib/workers/place.js';
import type { Weather } from '../support/target.js';
import { labelled, weatherContext } from '../support/weather.js';
import { kill, workersOptions } from '../support/workersOptions.js';

interface Way {
  readonly trainer: WorkerKind;
  readonly predictor: WorkerKind;
  readonly maxStaleness: number;
  readonly batchSize: number;
  readonly batchesFed: number;
  /** Whether rows come one by one rather than in one burst. */
  readonly spread?: boolean;
  /** Kills a worker when so many rows have left. */
  readonly kills?: readonly number[];
}

const ROWS = 300;

/** Runs a pipe. @returns all that a run is judged by. */
async function run({ trainer, predictor, maxStaleness, batchSize, batchesFed, spread, kills = [] }: Way) {
  const bounded = Number.isFinite(maxStaleness);
  const options = workersOptions({ olderSnapshots: bounded && maxStaleness > 0, repeats: bounded });
  const workers = await place({ trainer: { kind: trainer }, predictor: { kind: predictor } }, options);
  const { weights, shapes } = workers;
  const context = weatherContext({
    ...{ trainer: workers.trainer, predictor: workers.predictor, maxStaleness, batchSize, batchesFed },
    from: { _tag: 'Snapshot', version: 0, labelsDone: 0, weights, shapes },
  });
  const all = from(Array.from({ length: ROWS }, (_, n) => labelled(n)));
  const source: Observable<Labelled<Weather>> = spread ? all.pipe(concatMap((row) => of(row).pipe(delay(0)))) : all;
  const out: Scored<Weather>[] = [];
  await new Promise<void>((complete, error) => {
    source
      .pipe(
        predictWith(context),
        trainOn(context),
        tap(() => {
          const next = kills.indexOf(out.length + 1);
          // The workers that live are the last two that told their pid, or are about to.
          if (next !== -1) kill(options.logger.pids().slice(-2)[next % 2]!, 'SIGKILL');
        }),
      )
      .subscribe({ next: (e) => out.push(e), error, complete });
  });
  const state = context.snapshot$.value;
  await context.close();
  await workers.close();
  assert.ok(state._tag === 'Snapshot');
  const bytes = out.map(({ id, prediction: p }) => [id, ...p.output, p.version, p.labelsDone]);
  return {
    bytes,
    weights: [...state.weights],
    deaths: options.logger.said.filter((text) => /started again/.test(text)).length,
  };
}

describe('a run under a finite maxStaleness', () => {
  for (const way of [
    { maxStaleness: 0, batchSize: 1, batchesFed: 1 },
    { maxStaleness: 0, batchSize: 8, batchesFed: 3 },
    { maxStaleness: 20, batchSize: 4, batchesFed: 2 },
  ]) {
    const { maxStaleness, batchSize, batchesFed } = way;
    const title = `maxStaleness ${maxStaleness}, batchSize ${batchSize}, batchesFed ${batchesFed}`;

    it(`gives the same bytes wherever its workers run and however its rows come: ${title}`, async () => {
      const { bytes, weights } = await run({ ...way, trainer: 'inline', predictor: 'inline' });
      for (const [trainer, predictor] of [
        ['thread', 'thread'],
        ['process', 'process'],
        ['thread', 'inline'],
        ['inline', 'process'],
      ] as const) {
        for (const spread of [false, true]) {
          const other = await run({ ...way, trainer, predictor, spread });
          assert.deepEqual([other.bytes, other.weights], [bytes, weights], `${trainer}, ${predictor}`);
        }
      }
    });

    it(`gives the same bytes though its workers are killed on the way: ${title}`, async () => {
      const { bytes, weights } = await run({ ...way, trainer: 'inline', predictor: 'inline' });
      const kills = [40, 90, 91, 150, 200, 260];
      const other = await run({ ...way, trainer: 'process', predictor: 'process', spread: true, kills });
      assert.deepEqual([other.bytes, other.weights], [bytes, weights]);
      assert.ok(other.deaths >= 3, `${other.deaths} deaths`);
    });
  }
});

describe('a live run', () => {
  it('predicts every row once, in order, from versions that never go back, though its workers are killed on the way', async () => {
    const live = { maxStaleness: Number.POSITIVE_INFINITY, batchSize: 4, batchesFed: 2 };
    const kills = [40, 90, 91, 150, 200, 260];
    const { bytes, deaths } = await run({ ...live, trainer: 'process', predictor: 'process', spread: true, kills });
    assert.deepEqual(
      bytes.map(([id]) => id),
      Array.from({ length: ROWS }, (_, n) => n),
    );
    const versions = bytes.map((row) => Number(row.at(-2)));
    assert.ok(versions.every((version, i) => i === 0 || version >= versions[i - 1]!));
    assert.ok(deaths >= 3, `${deaths} deaths`);
  });
});
