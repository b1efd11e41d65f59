import assert from 'node:assert/strict';
import { ConfigError } from '../../lib/errors.js';
import { agrawalClass } from '../../lib/source/agrawalConcepts.js';
import { hyperplaneClass } from '../../lib/source/hyperplaneConcept.js';
import { type AgrawalRow, agrawal, hyperplane, mixed } from '../../lib/source/index.js';
import { mixedClass } from '../../lib/source/mixedConcept.js';
import { vectors } from '../support/vectors.js';

type Rows = readonly (readonly number[])[];
interface Item {
  readonly id: string;
  readonly x: Rows;
  readonly y: readonly number[];
  readonly w?: Rows | readonly number[];
  readonly edge?: { readonly x: Rows; readonly y: readonly number[] };
}

const { items } = vectors<{ items: readonly Item[] }>('generators');

/** Every row of an item, those on borders too, with the class that it has. */
function checkItem(id: string, classOf: (x: readonly number[], row: number, item: Item) => number): void {
  const item = items.find((one) => one.id === id)!;
  assert.deepEqual(
    item.x.map((x, row) => classOf(x, row, item)),
    [...item.y],
  );
  const { edge } = item;
  if (edge !== undefined)
    assert.deepEqual(
      edge.x.map((x, row) => classOf(x, row, item)),
      [...edge.y],
    );
}

const NAMES = ['salary', 'commission', 'age', 'elevel', 'car', 'zipcode', 'hvalue', 'hyears', 'loan'] as const;
const applicant = (x: readonly number[]) =>
  Object.fromEntries(NAMES.map((name, i) => [name, x[i]!])) as unknown as AgrawalRow;

/** The options whose values are refused. */
function refused(work: () => unknown): string[] {
  try {
    work();
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.mistakes.map(({ option }) => option);
  }
  return [];
}

describe('agrawal', () => {
  for (const index of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]) {
    it(`classifies as River's Agrawal does, function ${index}, on the borders too`, () => {
      checkItem(`agrawal${index}`, (x) => agrawalClass(applicant(x), index));
    });
  }

  it('classifies as River does where classes are balanced', () => {
    checkItem('agrawalBalanced', (x) => agrawalClass(applicant(x), 4));
  });

  it('has the functions one after the other, from each drift on, and again', () => {
    const source = agrawal({ seed: 3, instances: 4000, drifts: [1000, 2000, 3000], functions: [6, 1, 8] });
    assert.deepEqual(source.drifts, [1000, 2000, 3000]);
    let i = 0;
    for (const row of source) {
      assert.equal(row.class, agrawalClass(row, [6, 1, 8, 6][Math.floor(i / 1000)]!), `row ${i}`);
      i++;
    }
    assert.equal(i, 4000);
  });

  it("has features in River's ranges", () => {
    const rows = [...agrawal({ seed: 2, instances: 20_000 })];
    const ours = NAMES.map((name) => rows.map((row) => row[name]));
    const theirs = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].flatMap(
      (index) => items.find(({ id }) => id === `agrawal${index}`)!.x,
    );
    ours.forEach((column, i) => {
      const other = theirs.map((x) => x[i]!);
      const span = Math.max(...column) - Math.min(...column);
      assert.ok(Math.abs(Math.min(...column) - Math.min(...other)) < 0.04 * span, `${NAMES[i]} from`);
      assert.ok(Math.abs(Math.max(...column) - Math.max(...other)) < 0.04 * span, `${NAMES[i]} to`);
      const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
      assert.ok(Math.abs(mean(column) - mean(other)) < 0.03 * span, `${NAMES[i]} in the mean`);
    });
  });

  it('refuses functions that there are not', () => {
    assert.deepEqual(
      refused(() => agrawal({ seed: 1.5, functions: [10] })),
      ['seed', 'functions'],
    );
    assert.deepEqual(
      refused(() => agrawal({ seed: 1, functions: [] })),
      ['functions'],
    );
  });
});

describe('mixed', () => {
  for (const concept of [0, 1]) {
    it(`classifies as River's Mixed does, function ${concept}`, () => {
      checkItem(`mixed${concept}`, ([v, w, x0, x1]) => mixedClass(v!, w!, x0!, x1!, concept));
    });
  }

  it('turns its classes exactly at its drifts', () => {
    const source = mixed({ seed: 3, instances: 3000, drifts: [1000, 1001, 2000] });
    let i = 0;
    for (const { v, w, x0, x1, class: label } of source) {
      const concept = source.drifts.filter((drift) => drift <= i).length;
      assert.equal(label, mixedClass(v, w, x0, x1, concept), `row ${i}`);
      i++;
    }
    assert.equal(i, 3000);
  });

  it('has its features evenly', () => {
    const rows = [...mixed({ seed: 4, instances: 20_000 })];
    for (const name of ['v', 'w', 'x0', 'x1'] as const) {
      const upper = rows.filter((row) => row[name] >= 0.5).length;
      assert.ok(Math.abs(upper - 10_000) < 300, `${name}: ${upper}`);
    }
    const both = rows.filter(({ v, x1 }) => v === 1 && x1 >= 0.5).length;
    assert.ok(Math.abs(both - 5000) < 300, `independent: ${both}`);
  });

  it('refuses drifts that do not ascend', () => {
    assert.deepEqual(
      refused(() => mixed({ seed: 1, drifts: [7, 7] })),
      ['drifts'],
    );
  });
});

describe('hyperplane', () => {
  it("classifies as River's Hyperplane does for its weights", () => {
    const weightsOf = ({ w }: Item, row: number) => (Array.isArray(w![0]) ? w![row] : w) as readonly number[];
    for (const id of ['hyperplane', 'hyperplaneDrift']) {
      checkItem(id, (x, row, item) => hyperplaneClass(x, weightsOf(item, row)));
    }
  });

  it('has one plane up to a drift, and another after it', () => {
    const rows = [...hyperplane({ seed: 1, instances: 6000, drifts: [3000], features: 4, noise: 0 })];
    const planeOf = (some: readonly object[]) => perceptron(some.map((row) => Object.values(row) as number[]));
    const [before, after] = [planeOf(rows.slice(0, 3000)), planeOf(rows.slice(3000))];
    assert.ok(before.errors < 60 && after.errors < 60, `separable: ${before.errors}, ${after.errors}`);
    const gap = before.weights.reduce((sum, weight, k) => sum + Math.abs(weight - after.weights[k]!), 0);
    assert.ok(gap > 0.2, `other weights: ${gap}`);
  });

  it('turns the share of classes that noise says', () => {
    const [clean, noisy] = [0, 0.2].map((noise) => [...hyperplane({ seed: 1, instances: 10_000, noise })]);
    const turned = noisy!.filter((row, i) => row.class !== clean![i]!.class).length;
    assert.ok(Math.abs(turned - 2000) < 150, `${turned}`);
  });

  it('refuses options out of their range, all at once', () => {
    assert.deepEqual(
      refused(() => hyperplane({ seed: Number.NaN, instances: -1, drifts: [0], noise: 2, features: 0 })),
      ['seed', 'instances', 'drifts', 'noise', 'features'],
    );
  });
});

/** The weights of a plane through the middle of the cube, of length 1, and how many rows it has on the wrong side. */
function perceptron(rows: readonly (readonly number[])[]): { readonly weights: number[]; readonly errors: number } {
  const weights = rows[0]!.slice(0, -1).fill(0);
  const side = (row: readonly number[]) => weights.reduce((sum, weight, k) => sum + weight * (row[k]! - 0.5), 0);
  for (let round = 0; round < 20; round++) {
    for (const row of rows) {
      const sign = row.at(-1) === 1 ? 1 : -1;
      if (side(row) * sign <= 0) for (let k = 0; k < weights.length; k++) weights[k]! += sign * (row[k]! - 0.5);
    }
  }
  const length = Math.hypot(...weights);
  const errors = rows.filter((row) => side(row) > 0 !== (row.at(-1) === 1)).length;
  return { weights: weights.map((weight) => weight / length), errors };
}
