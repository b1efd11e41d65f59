import assert from 'node:assert/strict';
import { lastValueFrom, toArray } from 'rxjs';
import { classificationStreamGenerator } from '../../lib/adlstream/classificationStreamGenerator.js';
import { movingWindowStreamGenerator } from '../../lib/adlstream/movingWindowStreamGenerator.js';
import { minMax, standardization } from '../../lib/preprocess/index.js';
import { closeAll } from '../support/closeAll.js';
import { decoding } from '../support/decoding.js';
import { vectors } from '../support/vectors.js';

interface Vectors {
  readonly classification: readonly {
    readonly rows: readonly (readonly number[])[];
    readonly labels: readonly number[] | null;
    readonly labelIndex: number | readonly number[];
    readonly scalers: readonly string[];
    readonly max: number | null;
    readonly out: readonly (readonly [x: readonly number[], y: readonly number[]])[];
  }[];
  readonly window: {
    readonly rows: readonly (readonly number[])[];
    readonly cases: readonly {
      readonly table: string;
      readonly past: number;
      readonly horizon: number;
      readonly shift: number;
      readonly inputs: number | readonly number[] | null;
      readonly targets: number | readonly number[] | null;
      readonly steps: readonly (readonly [
        x: readonly (readonly number[])[] | null,
        y: readonly (readonly number[])[] | null,
      ])[];
    }[];
  };
}
type Names = [string, ...string[]];
const { classification, window } = vectors<Vectors>('adlstream');
const record = (row: readonly number[]) => Object.fromEntries(row.map((value, i) => [`c${i}`, value]));

describe("the original's stream generators (adlstream.json)", () => {
  classification.forEach(({ rows, labels, labelIndex, scalers, max, out }, number) => {
    if (labels === null) return;
    it(`agree on classification ${number}: label ${labelIndex}, scalers [${scalers}], max ${max}`, async () => {
      const [index] = [labelIndex].flat() as [number];
      const names = labels.toSorted((a, b) => a - b).map(String) as Names;
      const generator = classificationStreamGenerator(rows.map(record), {
        classes: names,
        label: `c${index < 0 ? rows[0]!.length + index : index}`,
        preprocessingSteps: scalers.map((name) =>
          (name.startsWith('minMax') ? minMax : standardization)({ shared: name.endsWith('Shared') }),
        ),
        ...(max === null ? {} : { max }),
      });
      const { context } = decoding(generator.target);
      const elements = await lastValueFrom(generator.open(context).pipe(toArray()));
      assert.equal(elements.length, 2 * out.length, 'each instance, then its label');
      for (const [i, [x, y]] of out.entries()) {
        const [instance, label] = [elements[2 * i]!, elements[2 * i + 1]!];
        assert.ok('x' in instance && 'y' in label && !('y' in instance));
        assert.equal(instance.id, label.id);
        closeAll(instance.x, x, 1e-6, `x of row ${i}`);
        closeAll(generator.target.encode(label.y), y, 1e-6, `y of row ${i}`);
      }
    });
  });

  window.cases.forEach(({ table, past, horizon, shift, inputs, targets, steps }, number) => {
    if (table !== 'rows') return;
    it(`agree on windows ${number}: ${past} to ${horizon}, shift ${shift}, inputs ${inputs}, targets ${targets}`, async () => {
      const columns = Object.keys(record(window.rows[0]!));
      const pick = (indices: number | readonly number[] | null) =>
        indices === null ? columns : [indices].flat().map((i) => columns.at(i as number)!);
      const generator = movingWindowStreamGenerator(window.rows.map(record), {
        inputs: pick(inputs),
        targets: pick(targets) as Names,
        ...{ pastHistory: past, forecastingHorizon: horizon, shift },
      });
      const { context } = decoding(generator.target);
      const elements = await lastValueFrom(generator.open(context).pipe(toArray()));
      const windows = elements.flatMap((element) => ('x' in element ? [[...element.x]] : []));
      const labels = elements.flatMap((element) => ('y' in element ? [[...generator.target.encode(element.y)]] : []));
      const expected = (side: 0 | 1) => steps.flatMap((step) => (step[side] === null ? [] : [step[side].flat()]));
      assert.deepEqual(windows, expected(0));
      assert.deepEqual(labels, expected(1));
    });
  });

  it('are paced where rows come by a clock', () => {
    const paced = (options: object) =>
      classificationStreamGenerator([{ a: 1, b: '0' }], { classes: ['0', '1'], label: 'b', ...options }).paced;
    assert.deepEqual([paced({}), paced({ periodMs: 5 }), paced({ backpressure: false })], [false, true, true]);
  });
});
