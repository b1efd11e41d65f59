import assert from 'node:assert/strict';
import { type SoakRow, soak } from '../../../../bench/support/soak/soak.js';
import { soakFaults } from '../../../../bench/support/soak/soakFaults.js';
import { adam, sgd } from '../../../../lib/optimizers/index.js';

async function rowsOf(optimizer: Parameters<typeof soak>[0]): Promise<SoakRow[]> {
  const rows: SoakRow[] = [];
  for await (const row of soak(optimizer, { steps: 10_000, times: 2 })) rows.push(row);
  return rows;
}

describe('soak', () => {
  it('learns for many steps without a fault, and twice to the same bytes', async () => {
    const rows = await rowsOf(adam({ learningRate: 0.001 }));
    assert.deepEqual(
      rows.map(({ step }) => step),
      [5000, 10_000],
    );
    for (const { step, notFinite, denormal, fromTfjs } of rows) {
      assert.deepEqual([notFinite, denormal], [0, 0], `${step}`);
      assert.ok(fromTfjs < 1e-4, `${step}: ${fromTfjs}`);
    }
    assert.ok(rows.at(-1)!.loss < 0.3, `${rows.at(-1)!.loss}`);
    assert.equal(new Set(rows.map(({ digest }) => digest)).size, 2);
    assert.deepEqual(
      (await rowsOf(adam({ learningRate: 0.001 }))).map(({ digest }) => digest),
      rows.map(({ digest }) => digest),
    );
  });

  it('finds numbers that are not finite', async () => {
    const rows = await rowsOf(sgd({ learningRate: 1e30 }));
    assert.ok(rows.at(-1)!.notFinite > 0);
    assert.match(soakFaults(rows).join(), /not finite/);
  });

  const sound: SoakRow = {
    ...{ optimizer: 'adam', step: 1, loss: 0.1, microseconds: 4, heapBytes: 1e7, bufferBytes: 1e6 },
    ...{ notFinite: 0, denormal: 0, fromTfjs: 1e-7, digest: '' },
  };
  const faultsOf = (change: Partial<SoakRow>) =>
    soakFaults([sound, sound, { ...sound, ...change }, { ...sound, ...change }]);

  it('says what is wrong, and nothing where nothing is', () => {
    assert.deepEqual(faultsOf({}), []);
    assert.match(faultsOf({ microseconds: 12 }).join(), /12.00 µs where it took 4.00/);
    assert.match(faultsOf({ heapBytes: 2e7 }).join(), /heapBytes grew by 10000000/);
    assert.match(faultsOf({ bufferBytes: 9e6 }).join(), /bufferBytes grew/);
    assert.match(faultsOf({ denormal: 3 }).join(), /3 numbers are denormal/);
    assert.match(faultsOf({ fromTfjs: 2e-3 }).join(), /leaves tfjs/);
    assert.match(faultsOf({ fromTfjs: Number.NaN }).join(), /leaves tfjs/);
  });
});
