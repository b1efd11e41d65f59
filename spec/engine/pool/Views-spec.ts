import assert from 'node:assert/strict';
import { Arena } from '../../../lib/engine/pool/Arena.js';
import { Views } from '../../../lib/engine/pool/Views.js';
import { Replay } from '../../../lib/engine/Replay.js';
import { quantileEncoding } from '../../../lib/preprocess/quantileEncoding.js';
import { standardization } from '../../../lib/preprocess/standardization.js';
import { closeAll } from '../../support/closeAll.js';
import { randomArray } from '../../support/random.js';

/** Features in different units, one of them skewed, one constant, one a category. */
const rowAt = (i: number): Float32Array => {
  const [a, b, c] = randomArray(3, i) as unknown as [number, number, number];
  return Float32Array.of(a, 1e6 * (1 + b), Math.exp(4 * c), 7, i % 3);
};

function teach(views: Views, rows: number, recent = new Replay(1000, 5, 0)): Replay {
  for (let i = 0; i < rows; i++) {
    const x = rowAt(i);
    views.learn(x, 0);
    recent.add(x, 0, x, 0);
    views.refresh(recent, i + 1);
  }
  return recent;
}

const both = (views: Views, x: Float32Array): [Float32Array, Float32Array] => {
  views.place(0, x, 0);
  views.compute(1);
  return [views.rows('scaled', 1), views.rows('encoded', 1)];
};

describe('Views', () => {
  it('are what standardization({ clip: 4 }) and quantileEncoding give', () => {
    const views = new Views(new Arena(), [5], true);
    const [scaler, encoder] = [standardization({ clip: 4 }).create(), quantileEncoding().create()];
    const recent = new Replay(1000, 5, 0);
    for (let i = 0; i < 1400; i++) {
      const x = rowAt(i);
      scaler.learn(x);
      encoder.learn(x);
      views.learn(x, 0);
      recent.add(x, 0, x, 0);
      views.refresh(recent, i + 1);
      if (i % 90 > 2) continue;
      const next = rowAt(i + 7);
      const [scaled, encoded] = both(views, next);
      closeAll(scaled, scaler.transform(next), 1e-4, `scaled, row ${i}`);
      closeAll(encoded, encoder.transform(next), 1e-4, `encoded, row ${i}`);
    }
  });

  it('do not depend on the rows beside, nor on how many there is room for', () => {
    const views = new Views(new Arena(), [5], true);
    teach(views, 700);
    const alone = Array.from({ length: 9 }, (_, i) => both(views, rowAt(1000 + i)));
    views.reserve(100);
    for (let i = 0; i < 9; i++) views.place(i, rowAt(1000 + i), 0);
    views.compute(9);
    for (const [view, which] of [
      ['scaled', 0],
      ['encoded', 1],
    ] as const) {
      const all = views.rows(view, 9);
      const width = views.widths[view];
      for (let i = 0; i < 9; i++) assert.deepEqual(all.slice(i * width, (i + 1) * width), alone[i]![which]);
    }
  });

  it('go on exactly from what was written', () => {
    const [one, other] = [new Views(new Arena(), [5], true), new Views(new Arena(), [5], true)];
    teach(other, 13);
    const recent = teach(one, 777);
    const written = new Float32Array(one.size + 2).fill(5);
    assert.equal(one.write(written, 1), one.size + 1);
    assert.deepEqual([written[0], written.at(-1)], [5, 5]);
    assert.ok(written.every(Number.isFinite));
    assert.equal(other.read(written, 1), one.size + 1);
    for (let i = 777; i < 1000; i++) {
      const x = rowAt(i);
      assert.deepEqual(both(other, x), both(one, x));
      recent.add(x, 0, x, 0);
      for (const views of [one, other]) {
        views.learn(x, 0);
        views.refresh(recent, i + 1);
      }
    }
  });

  it('take the columns of a window for one feature each', () => {
    const views = new Views(new Arena(), [10, 2], true);
    const recent = new Replay(1000, 20, 0);
    for (let i = 0; i < 300; i++) {
      const x = Float32Array.from({ length: 20 }, (_, j) => (j % 2 === 0 ? Math.sin(i + j) : 500 + (i + j)));
      views.learn(x, 0);
      recent.add(x, 0, x, 0);
      views.refresh(recent, i + 1);
    }
    const x = Float32Array.from({ length: 20 }, (_, j) => (j % 2 === 0 ? 0.7 : 650));
    const [scaled, encoded] = both(views, x);
    for (let j = 2; j < 20; j++) assert.equal(scaled[j], scaled[j - 2], 'all positions alike');
    for (let j = 16; j < 160; j++) assert.equal(encoded[j], encoded[j - 16], 'all positions alike');
    assert.notEqual(scaled[0], scaled[1]);
  });

  it('give finite numbers whatever comes', () => {
    const views = new Views(new Arena(), [5], true);
    const recent = new Replay(1000, 5, 0);
    for (let i = 0; i < 40; i++) {
      const x = Float32Array.of(i % 2 ? 3e38 : -3e38, i % 3 ? 1e-45 : 0, 1e30, i === 39 ? 3e38 : 1, i % 5 ? 1e-30 : 0);
      views.learn(x, 0);
      recent.add(x, 0, x, 0);
      views.refresh(recent, i + 1);
      for (const view of both(
        views,
        x.map((value) => -value),
      ))
        assert.ok(view.every(Number.isFinite), `row ${i}: ${view}`);
    }
  });
});
