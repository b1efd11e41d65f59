import assert from 'node:assert/strict';
import { from, lastValueFrom, type Observable, take, toArray } from 'rxjs';
import { meanNormalization, minMax, type ScalerOptions, standardization } from '../../lib/preprocess/index.js';
import { instances } from '../../lib/preprocess/instances.js';
import { scale } from '../../lib/preprocess/scale.js';
import { classes } from '../../lib/target/classes.js';
import type { Target } from '../../lib/target/Target.js';
import { values } from '../../lib/target/values.js';
import type { Labelled } from '../../lib/types.js';
import { closeAll } from '../support/closeAll.js';
import { decoding } from '../support/decoding.js';
import { vectors } from '../support/vectors.js';

interface Classification {
  readonly rows: readonly (readonly number[])[];
  readonly labelIndex: number | readonly number[];
  readonly labels: readonly number[] | null;
  readonly scalers: readonly string[];
  readonly max: number | null;
  readonly out: readonly (readonly [x: readonly number[], y: readonly number[]])[];
}

type Names = [string, ...string[]];

const scalers: { readonly [name: string]: (options: ScalerOptions) => ReturnType<typeof minMax> } = {
  minMax,
  meanNormalization,
  standardization,
};

/** ADLStream takes the label columns out one after the other, so each index counts without those before it. */
function labelColumns({ rows, labelIndex }: Classification): Names {
  const columns = rows[0]!.map((_, i) => String(i));
  return [labelIndex].flat().map((index) => columns.splice(index as number, 1)[0]!) as Names;
}

describe("instances and scale, on ADLStream's classification instances", () => {
  const { classification } = vectors<{ classification: readonly Classification[] }>('adlstream');

  classification.forEach((item, number) => {
    it(`number ${number}: label ${item.labelIndex}, scalers [${item.scalers}]`, async () => {
      const label = labelColumns(item);
      const names = item.labels?.toSorted((a, b) => a - b).map(String) as Names | undefined;
      const target = (names === undefined ? values(label) : classes(names)) as Target<unknown>;
      const { context } = decoding(target);
      // Fields in the order of the columns, which names that are numbers do not have by themselves in general.
      const rows = item.rows.map((row) => Object.fromEntries(row.map((value, i) => [String(i), value])));
      const instances$ = from(rows).pipe(instances(context, { label }));
      const scaled$ = item.scalers.reduce<Observable<Labelled<unknown>>>((source$, scaler, i) => {
        const description = scalers[scaler.replace('Shared', '')]!({ shared: scaler.endsWith('Shared') });
        return source$.pipe(scale(context.scope(String(i)), description));
      }, instances$);

      const all = await lastValueFrom(scaled$.pipe(take(item.max ?? Number.POSITIVE_INFINITY), toArray()));
      assert.equal(all.length, item.out.length);
      for (const [i, { x, y }] of all.entries()) {
        const [expectedX, expectedY] = item.out[i]!;
        // As exactly as 32 bits allow, where scalers are chained.
        closeAll(x, expectedX, 1e-6, `x of row ${i}`);
        closeAll(target.encode(y), expectedY, 1e-6, `y of row ${i}`);
      }
    });
  });
});
