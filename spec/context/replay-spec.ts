import assert from 'node:assert/strict';
import { from, lastValueFrom, toArray } from 'rxjs';
import type { ContextConfig } from '../../lib/context/Context.js';
import { createContext } from '../../lib/context/createContext.js';
import { decodeConfig } from '../../lib/context/decodeConfig.js';
import { replay } from '../../lib/context/replay.js';
import { predictWith } from '../../lib/learn/predictWith.js';
import { trainOn } from '../../lib/learn/trainOn.js';
import { mlp, pool } from '../../lib/models/index.js';
import { adam } from '../../lib/optimizers/adam.js';
import type { TrainReply, TrainRequest } from '../../lib/workers/messages.js';
import { ports } from '../support/ports.js';
import { silent } from '../support/silent.js';
import { calmOrStorm, type Weather } from '../support/target.js';
import { labelled, reading, weatherContext } from '../support/weather.js';

/** @returns the numbers of the rows that each training of so many labels walked, and the requests. */
async function walked(count: number, config: Partial<ContextConfig<Weather>>) {
  const asked: TrainRequest[] = [];
  const trainer = (request: TrainRequest) => {
    asked.push(request);
    const { version, labelsDone } = request;
    const snapshot = { _tag: 'Snapshot', version, labelsDone, weights: new Float32Array(1), shapes: [[1]] } as const;
    const reply: TrainReply = { _tag: 'Trained', loss: 1, snapshot, trainMs: 0 };
    return [reply];
  };
  await using context = weatherContext({ ...ports().workers, trainer, ...config });
  const rows = Array.from({ length: count }, (_, n) => labelled(n));
  await lastValueFrom(from(rows).pipe(predictWith(context), trainOn(context)));
  const first = Float32Array.from(rows, ({ id }) => reading(id as number).x[0]!);
  const numbers = asked.map(({ batch }) => [...batch.x].filter((_, i) => i % 2 === 0).map((x) => first.indexOf(x)));
  return { asked, numbers };
}

async function run(config: Partial<ContextConfig<Weather>>) {
  await using context = createContext({
    ...{ target: calmOrStorm, model: mlp({ hidden: [8] }), optimizer: adam({ learningRate: 0.01 }) },
    ...{ seed: 3, logger: silent(), schedule: replay({ rows: 7, of: 40 }) },
    ...config,
  });
  const rows = Array.from({ length: 60 }, (_, n) => labelled(n));
  const out = await lastValueFrom(from(rows).pipe(predictWith(context), trainOn(context), toArray()));
  return out.map(({ id, prediction: p }) => [id, ...p.output, p.version]);
}

describe('schedule: replay', () => {
  it('trains each full batch in one step, with so many rows beside it of the newest', async () => {
    const { asked, numbers } = await walked(200, { schedule: replay({ rows: 5, of: 20 }), batchSize: 2 });
    assert.equal(asked.length, 100);
    numbers.forEach((rows, i) => {
      const newest = 2 * i + 1;
      assert.deepEqual(rows.slice(0, 2), [newest - 1, newest]);
      assert.equal(rows.length, 7);
      for (const row of rows) assert.ok(row <= newest && row > newest - 20, `${row} of the 20 up to ${newest}`);
      const { batchSize, step, batch, labelsDone } = asked[i]!;
      assert.deepEqual([batchSize, batch.rows, step, labelsDone], [7, 7, i + 1, newest + 1]);
      const labels = Array.from({ length: 7 }, (_, row) => batch.y.subarray(2 * row, 2 * row + 2).indexOf(1));
      assert.deepEqual(
        labels,
        rows.map((row) => (labelled(row).y === 'calm' ? 0 : 1)),
      );
    });
    const drawn = new Set(numbers.slice(50).flatMap((rows, i) => rows.slice(2).map((row) => 2 * (i + 50) + 1 - row)));
    assert.equal(drawn.size, 20, 'all of them have their turn');
  });

  it('replays beside a partial batch at the end too', async () => {
    const { asked } = await walked(7, { schedule: replay({ rows: 3, of: 10 }), batchSize: 4 });
    assert.deepEqual(
      asked.map(({ batch, batchSize, labelsDone }) => [batch.rows, batchSize, labelsDone]),
      [
        [7, 7, 4],
        [6, 6, 7],
      ],
    );
  });

  it('draws by the seed, and gives the same bytes wherever its workers run', async () => {
    const one = await run({});
    assert.deepEqual(await run({ workers: 'thread' }), one);
    assert.notDeepEqual(await run({ seed: 4 }), one);
    assert.notDeepEqual(await run({ schedule: 'window' }), one);
    const [a, b] = [
      await walked(30, { seed: 1, schedule: replay({ rows: 3, of: 9 }) }),
      await walked(30, { seed: 2, schedule: replay({ rows: 3, of: 9 }) }),
    ];
    assert.notDeepEqual(a.numbers, b.numbers);
  });

  it('is refused where it makes no sense, with a remedy', () => {
    const mistakes = (config: object) => {
      const decoded = decodeConfig({ target: calmOrStorm, model: mlp(), ...config });
      return decoded._tag === 'Left' ? decoded.left.mistakes.map(({ option }) => option) : [];
    };
    assert.throws(() => replay({ rows: 0, of: 1.5 }), /rows: 0 will not do.*\n.*of: 1.5 will not do/);
    const schedule = replay({ rows: 31, of: 2000 });
    assert.deepEqual(mistakes({ schedule }), []);
    assert.deepEqual(mistakes({ schedule: { ...schedule, of: -1 } }), ['schedule.of']);
    assert.deepEqual(mistakes({ schedule, batchesFed: 3 }), ['batchesFed']);
    assert.deepEqual(mistakes({ schedule, model: pool() }), ['schedule']);
    assert.deepEqual(mistakes({ schedule: 'often' }), ['schedule']);
  });
});
