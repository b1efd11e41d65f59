import * as tf from '@tensorflow/tfjs';
import { compile } from '../../../../lib/engine/fast/compile.js';
import { Machine } from '../../../../lib/engine/fast/run/Machine.js';
import { sgd } from '../../../../lib/optimizers/index.js';
import { assertClose } from '../../../support/assertClose.js';
import {
  assertSameStep,
  batchFor,
  fastStep,
  layers,
  onCpu,
  ROWS,
  type TestBatch,
  traceable,
  weightsFor,
} from '../../../support/parity.js';

const kernelInitializer = (seed: number) => tf.initializers.glorotNormal({ seed });
const dense = (units: number, inputShape?: number[]) =>
  tf.layers.dense({
    ...{ units, activation: 'tanh', kernelInitializer: kernelInitializer(units) },
    ...(inputShape && { inputShape }),
  });
const plain = () => traceable(layers(dense(6, [4]), dense(3)));

/** The program's loss and gradients, in one list. */
function stepOf(batch: TestBatch): number[] {
  const { program, weights } = onCpu(() => compile(plain(), { optimizer: sgd(), seed: 1, weighted: true }));
  const { loss, gradients } = fastStep(program, new Machine(program, 'plain'), weights, batch);
  return [loss, ...[...gradients.values()].flatMap((gradient) => [...gradient])];
}

/** The rows of a batch with these numbers. */
function pick({ x, y, rows }: TestBatch, numbers: readonly number[]): TestBatch {
  const of = (array: Float32Array) => {
    const width = array.length / rows;
    return Float32Array.from(numbers.flatMap((row) => [...array.subarray(row * width, (row + 1) * width)]));
  };
  return { x: of(x), y: of(y), rows: numbers.length };
}

describe('weights of rows on the fast engine', () => {
  it('weigh under batch normalization, which sees all rows alike, beside penalties', () => {
    const kernelRegularizer = tf.regularizers.l2({ l2: 0.1 });
    const l2 = tf.layers.dense({ units: 5, kernelRegularizer, kernelInitializer: kernelInitializer(5) });
    const model = () => layers(dense(6, [4]), tf.layers.batchNormalization(), l2, dense(2));
    assertSameStep(traceable(model()), [5, 32], 1, { isWeighted: true });
  });

  it('weigh in a recurrent network, a step of one row too', () => {
    const lstm = tf.layers.lstm({
      ...{ units: 5, inputShape: [6, 3], kernelInitializer: kernelInitializer(1) },
      ...{ recurrentInitializer: kernelInitializer(2) },
    });
    assertSameStep(traceable(layers(lstm, dense(2))), ROWS, 1, { isWeighted: true });
  });

  it('change nothing where all are 1', () => {
    for (const rows of ROWS) {
      const batch = batchFor(plain(), rows, 3);
      const expected = stepOf(batch);
      const ones = { ...batch, w: new Float32Array(rows).fill(1) };
      assertClose(stepOf(ones), expected, { relative: 1e-5, floor: 1e-7, what: 'number' });
    }
  });

  it('of 0 take a row out of the sums, but not out of the size of the batch', () => {
    const batch = batchFor(plain(), 5, 3);
    const without = stepOf(pick(batch, [0, 2, 3]));
    const zeros = stepOf({ ...batch, w: Float32Array.of(1, 0, 1, 1, 0) });
    assertClose(
      zeros,
      without.map((number) => (number * 3) / 5),
      { relative: 1e-5, floor: 1e-7, what: 'number' },
    );
  });

  it('of 2 are the row twice', () => {
    const batch = batchFor(plain(), 5, 3);
    const twice = stepOf(pick(batch, [0, 1, 1, 2, 3, 3, 4]));
    const two = stepOf({ ...batch, w: Float32Array.of(1, 2, 1, 2, 1) });
    assertClose(
      two,
      twice.map((number) => (number * 7) / 5),
      { relative: 1e-5, floor: 1e-7, what: 'number' },
    );
  });

  it('are of the batch they come with', () => {
    const { program, weights } = onCpu(() => compile(plain(), { optimizer: sgd(), seed: 1, weighted: true }));
    const machine = new Machine(program, 'plain');
    const batch = batchFor(plain(), 5, 3);
    const [first, other] = [weightsFor(5, 1), weightsFor(5, 2)];
    const alone = fastStep(program, new Machine(program, 'plain'), weights, { ...batch, w: other });
    for (const w of [first, undefined, other]) {
      const after = fastStep(program, machine, weights, w === undefined ? batch : { ...batch, w });
      if (w === other) assertClose([after.loss], [alone.loss], { relative: 0, what: 'loss' });
    }
  });
});
