import assert from 'node:assert/strict';
import { LabelScale } from '../../../lib/engine/pool/LabelScale.js';
import { randomArray } from '../../support/random.js';

/** Windows of 3 steps of 2 features; the label is the next value of the second. */
function windows(count: number, unit = 1): { readonly x: Float32Array; readonly y: Float32Array }[] {
  const noise = randomArray(2 * (count + 4), 3);
  const series = Array.from({ length: count + 4 }, (_, i) => [noise[2 * i]!, 0]);
  for (let i = 1; i < series.length; i++) series[i]![1] = series[i - 1]![1]! + noise[2 * i + 1]!;
  return Array.from({ length: count }, (_, i) => ({
    x: Float32Array.from(series.slice(i, i + 3).flat()),
    y: Float32Array.of(unit * series[i + 3]![1]!),
  }));
}

function taught(rows: ReturnType<typeof windows>): LabelScale {
  const scale = new LabelScale([3, 2], 1);
  for (const { x, y } of rows) scale.learn(x, 0, y, 0);
  return scale;
}

const encoded = (scale: LabelScale, { x, y }: { readonly x: Float32Array; readonly y: Float32Array }): number => {
  const out = new Float32Array(3);
  scale.encode(x, 0, y, 0, out, 1);
  return out[1]!;
};

const decoded = (scale: LabelScale, x: Float32Array, answer: number): number => {
  const out = Float32Array.of(0, answer);
  scale.decode(out, 1, x, 0);
  return out[1]!;
};

describe('LabelScale', () => {
  it('leads back from what members are to answer to the label', () => {
    const rows = windows(500);
    const scale = new LabelScale([3, 2], 1);
    for (const row of rows) {
      scale.learn(row.x, 0, row.y, 0);
      const back = decoded(scale, row.x, encoded(scale, row));
      assert.ok(Math.abs(back - row.y[0]!) < 1e-4 + 1e-5 * Math.abs(row.y[0]!), `${back} is not ${row.y}`);
    }
  });

  it('has members answer by how much the label differs from the feature that is closest', () => {
    const rows = windows(1000);
    const scale = taught(rows);
    const changes = rows.slice(500).map(({ x, y }) => y[0]! - x[5]!);
    const answers = rows.slice(500).map((row) => encoded(scale, row));
    const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
    const deviation = Math.sqrt(sum(answers.map((answer) => answer ** 2)) / answers.length);
    assert.ok(Math.abs(deviation - 1) < 0.3, `in standard deviations of that: ${deviation}`);
    const product = sum(changes.map((change, i) => change * answers[i]!));
    const norms = Math.sqrt(sum(changes.map((change) => change ** 2)) * sum(answers.map((answer) => answer ** 2)));
    assert.ok(product / norms > 0.99, `it is the change: ${product / norms}`);
  });

  it('finds it in whatever unit the label is', () => {
    const rows = windows(1000, 1000);
    const scale = taught(rows);
    for (const { x } of rows.slice(990)) {
      assert.ok(Math.abs(decoded(scale, x, 0) - 1000 * x[5]!) < 1000, 'an answer of 0 repeats the last value');
    }
  });

  it('has no anchor where no feature is close', () => {
    const noise = randomArray(4000, 1);
    const scale = new LabelScale([3], 1);
    for (let i = 0; i < 900; i++)
      scale.learn(noise.subarray(4 * i, 4 * i + 3), 0, Float32Array.of(5 + noise[4 * i + 3]!), 0);
    const answers = [0, 1, 2].map((i) => decoded(scale, Float32Array.of(i, -i, 3 * i), 0));
    assert.deepEqual(new Set(answers).size, 1);
    assert.ok(Math.abs(answers[0]! - 5) < 0.1);
  });

  it('keeps answers to the range of residuals and half of it more, and leaves what is no number', () => {
    const scale = new LabelScale([1], 1);
    for (let i = 0; i < 90; i++) scale.learn(Float32Array.of(0), 0, Float32Array.of(i % 2 === 0 ? 10 : 20), 0);
    const answers = Float32Array.of(1e9, -1e9, 0.5, Number.NaN, Number.POSITIVE_INFINITY);
    scale.limit(answers, 0, 5);
    const values = [...answers].map((answer) => decoded(scale, Float32Array.of(0), answer));
    assert.ok(Math.abs(values[0]! - 25) < 1e-3 && Math.abs(values[1]! - 5) < 1e-3, `${values}`);
    assert.equal(answers[2], 0.5);
    assert.ok(Number.isNaN(answers[3]));
  });

  it('gives 0 for constant labels, and the constant back', () => {
    const scale = new LabelScale([2], 1);
    for (let i = 0; i < 5; i++) scale.learn(Float32Array.of(i, 1), 0, Float32Array.of(7), 0);
    assert.equal(encoded(scale, { x: Float32Array.of(1, 1), y: Float32Array.of(7) }), 0);
    assert.equal(decoded(scale, Float32Array.of(9, 1), 0), 7);
    assert.equal(new LabelScale([2], 1).size, scale.size);
    assert.equal(decoded(new LabelScale([2], 1), Float32Array.of(9, 1), 0.5), 0);
  });

  it('goes on exactly from what was written', () => {
    const rows = windows(400);
    const one = taught(rows.slice(0, 230));
    const other = taught(rows.slice(0, 5));
    const written = new Float32Array(one.size + 1);
    assert.equal(one.write(written, 1), one.size + 1);
    assert.ok(written.every(Number.isFinite));
    assert.equal(other.read(written, 1), one.size + 1);
    for (const row of rows.slice(230)) {
      assert.equal(encoded(other, row), encoded(one, row));
      one.learn(row.x, 0, row.y, 0);
      other.learn(row.x, 0, row.y, 0);
    }
  });
});
