import assert from 'node:assert/strict';
import { BadRowError } from '../../lib/errors.js';
import { meanNormalization, minMax, standardization } from '../../lib/preprocess/index.js';
import { RunningScaler, type ScalerOptions } from '../../lib/preprocess/RunningScaler.js';
import { closeAll } from '../support/closeAll.js';
import { vectors } from '../support/vectors.js';

interface Scalers {
  readonly rows: readonly (readonly number[])[];
  readonly adlstream: { readonly [name: string]: { readonly out: readonly (readonly number[])[] } };
  readonly oneColumn: {
    readonly rows: readonly (readonly number[])[];
    readonly adlstream: { readonly [name: string]: readonly (readonly number[])[] | string };
  };
}

const scalers = { minMax, meanNormalization, standardization };

/** In double precision, which the vectors are in. */
function inDoubles(description: ReturnType<typeof minMax>): RunningScaler {
  const scaler = description.create();
  assert.ok(scaler instanceof RunningScaler);
  return scaler;
}

function outputs(name: keyof typeof scalers, options: ScalerOptions, rows: readonly (readonly number[])[]): number[][] {
  const scaler = inDoubles(scalers[name](options));
  return rows.map((row) => {
    scaler.learn(row);
    return [...scaler.transformTo(new Float64Array(row.length), row)];
  });
}

function agree(actual: readonly (readonly number[])[], expected: readonly (readonly number[])[]): void {
  assert.equal(actual.length, expected.length);
  for (const [i, row] of actual.entries()) closeAll(row, expected[i]!, 1e-9, `row ${i}`);
}

describe('RunningScaler', () => {
  const { rows, adlstream, oneColumn } = vectors<Scalers>('scalers');

  for (const name of ['minMax', 'meanNormalization', 'standardization'] as const) {
    describe(`as ${name}`, () => {
      it("agrees with ADLStream's after every row, per feature and shared", () => {
        agree(outputs(name, {}, rows), adlstream[name]!.out);
        agree(outputs(name, { shared: true }, rows), adlstream[`${name}Shared`]!.out);
      });

      it('agrees with it for a single feature, and is what it is per feature where that divides by zero', () => {
        const shared = outputs(name, { shared: true }, oneColumn.rows);
        const expected = oneColumn.adlstream[`${name}Shared`]!;
        if (typeof expected !== 'string') agree(shared, expected);
        assert.deepEqual(shared, outputs(name, {}, oneColumn.rows));
      });

      it('clips what comes out, and nothing else', () => {
        const clipped = outputs(name, { clip: 0.3 }, rows);
        assert.deepEqual(
          clipped,
          outputs(name, {}, rows).map((row) => row.map((x) => Math.max(-0.3, Math.min(0.3, x)))),
        );
      });

      it('leads back by its inverse: exactly in doubles, as well as 32 bits allow in those', () => {
        for (const shared of [false, true]) {
          const scaler = inDoubles(scalers[name]({ shared }));
          for (const row of rows) scaler.learn(row);
          for (const row of rows) {
            const back = scaler.inverseTo(new Float64Array(6), scaler.transformTo(new Float64Array(6), row));
            closeAll(back, row, 1e-12, 'in doubles');
            const near = scaler.inverse(scaler.transform(Float32Array.from(row)));
            closeAll(near, row, 1e-5, 'in 32 bits');
          }
        }
      });

      it('gives finite numbers for the greatest there are, learned from or not', () => {
        const scaler = scalers[name]().create();
        scaler.learn(Float32Array.of(1e-45));
        scaler.learn(Float32Array.of(0));
        assert.deepEqual(scaler.transform(Float32Array.of(-3e38)), Float32Array.of(-3.4028234663852886e38));
        scaler.learn(Float32Array.of(3e38));
        assert.ok(Number.isFinite(scaler.inverse(Float32Array.of(3e38))[0]!));
      });

      it('is called by its name and its options, so that a context tells them apart', () => {
        assert.equal(scalers[name]().name, name);
        assert.equal(scalers[name]({ shared: true, clip: 4 }).name, `${name} (shared, clip 4)`);
      });

      it('refuses a clip that is no limit', () => {
        for (const clip of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
          assert.throws(() => scalers[name]({ clip }), { _tag: 'ConfigError' });
        }
      });
    });
  }

  it('gives 0, and the center back, while nothing varies', () => {
    const scaler = standardization().create();
    assert.deepEqual(scaler.transform(Float32Array.of(5)), Float32Array.of(0));
    scaler.learn(Float32Array.of(5));
    assert.deepEqual(scaler.transform(Float32Array.of(5)), Float32Array.of(0));
    assert.deepEqual(scaler.inverse(Float32Array.of(0.7)), Float32Array.of(5));
  });

  it('lets an output that is not finite through its inverse, for those who look at it', () => {
    const scaler = standardization().create();
    scaler.learn(Float32Array.of(5));
    assert.ok(Number.isNaN(scaler.inverse(Float32Array.of(Number.NaN))[0]));
  });

  it('says what is wrong with a vector', () => {
    const scaler = minMax().create();
    scaler.learn(Float32Array.of(1, 2));
    const reason = (x: Float32Array) => {
      try {
        scaler.learn(x);
      } catch (error) {
        return error instanceof BadRowError && error.reason;
      }
      return undefined;
    };
    assert.equal(reason(Float32Array.of(1)), 'has 1 features where the scaler learned 2');
    assert.equal(reason(Float32Array.of(1, Number.NaN)), 'feature 1 is NaN; only finite numbers can be scaled');
  });
});
