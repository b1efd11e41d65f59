import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { loadTfjs } from '../../../../lib/engine/tfjs/loadTfjs.js';
import { onBackend } from '../../../../lib/engine/tfjs/onBackend.js';
import { completeKernels } from '../../../../lib/engine/tfjs/wasm/completeKernels.js';
import { startWasm } from '../../../../lib/engine/tfjs/wasm/startWasm.js';

/** Numbers that look random, the same for the same shape. */
function numbers<R extends tf.Rank>(...shape: number[]): tf.Tensor<R> {
  const size = shape.reduce((product, next) => product * next, 1);
  const values = Float32Array.from({ length: size }, (_, i) => Math.sin(i * 12.9898 + size));
  return tf.tensor(values, shape as tf.ShapeMap[R]);
}

/** Of tensors, and of what kernels hold without tfjs's knowing. */
const held = () => [
  tf.memory().numTensors,
  tf.memory().numDataBuffers,
  ...['wasm', 'cpu'].map((backend) => tf.findBackend(backend).numDataIds()),
];

/** What the two backends make of the same, and that nothing is kept of it. */
function compare(work: () => tf.Tensor): void {
  const [onWasm, onCpu] = ['wasm', 'cpu'].map((backend) =>
    onBackend(tf, backend, () => {
      const before = held();
      let shape: number[] = [];
      const values = tf.tidy(() => {
        const result = work();
        shape = result.shape;
        return [...result.dataSync()];
      });
      assert.deepEqual(held(), before);
      return { shape, values };
    }),
  );
  assert.deepEqual(onWasm!.shape, onCpu!.shape);
  onCpu!.values.forEach((value, i) => {
    const other = onWasm!.values[i]!;
    assert.ok(Math.abs(other - value) <= 1e-5 * Math.max(1, Math.abs(value)), `[${i}] is ${other}, not ${value}`);
  });
}

describe('the kernels of wasm that are ours', () => {
  before(async () => startWasm(await loadTfjs()));

  const convolutions: readonly (readonly [
    filter: [number, number],
    strides: number | [number, number],
    pad: 'same' | 'valid' | number,
  ])[] = [
    [[3, 3], 1, 'same'],
    [[3, 2], 1, 'valid'],
    [[2, 3], [2, 1], 'same'],
    [[5, 5], 2, 'same'],
    [[1, 4], 3, 'valid'],
    [[3, 3], 2, 1],
    [[1, 1], 1, 'same'],
  ];
  for (const [[height, width], strides, pad] of convolutions) {
    it(`differentiate a convolution of ${height}×${width} by its filter, strides ${strides}, padding ${pad}`, () => {
      compare(() => {
        const x = numbers<tf.Rank.R4>(3, 7, 6, 2);
        const filter = numbers<tf.Rank.R4>(height, width, 2, 4);
        const rounding = typeof pad === 'number' ? 'floor' : undefined;
        return tf.grad((w) =>
          tf
            .conv2d(x, w as tf.Tensor4D, strides, pad, 'NHWC', 1, rounding)
            .square()
            .sum(),
        )(filter);
      });
    });
  }

  it('differentiate a depthwise convolution by its filter and its input', () => {
    const [x, filter] = [() => numbers<tf.Rank.R4>(2, 5, 5, 3), () => numbers<tf.Rank.R4>(3, 3, 3, 2)];
    compare(() =>
      tf.grad((w) =>
        tf
          .depthwiseConv2d(x(), w as tf.Tensor4D, 1, 'same')
          .square()
          .sum(),
      )(filter()),
    );
    compare(() =>
      tf.grad((v) =>
        tf
          .depthwiseConv2d(v as tf.Tensor4D, filter(), 1, 'same')
          .square()
          .sum(),
      )(x()),
    );
  });

  it('differentiate an embedding', () => {
    compare(() =>
      tf.grad((table) =>
        tf
          .gather(table, tf.tensor1d([2, 0, 2, 1], 'int32'))
          .square()
          .sum(),
      )(numbers(4, 3)),
    );
  });

  it('sum products by subscripts', () => {
    compare(() => tf.einsum('bij,bjk->bik', numbers(2, 3, 4), numbers(2, 4, 5)));
    compare(() => tf.einsum('ij->ji', numbers(3, 4)));
  });

  for (const [transposeA, transposeB] of [
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ] as const) {
    it(`multiply matrices, transposed: ${transposeA}, ${transposeB}`, () => {
      const sides = (rows: number, columns: number, transposed: boolean) =>
        transposed ? [columns, rows] : [rows, columns];
      for (const [rows, inner, columns] of [
        [1, 1, 1],
        [3, 5, 7],
        [32, 64, 33],
      ] as const) {
        const [a, b] = [sides(rows, inner, transposeA), sides(inner, columns, transposeB)];
        compare(() => tf.matMul(numbers(...a), numbers(...b), transposeA, transposeB));
        compare(() => tf.matMul(numbers(1, ...a), numbers(1, ...b), transposeA, transposeB));
        compare(() => tf.matMul(numbers(3, ...a), numbers(3, ...b), transposeA, transposeB));
        compare(() => tf.matMul(numbers(3, ...a), numbers(1, ...b), transposeA, transposeB));
      }
    });
  }

  it('are given once', () => {
    const kernel = tf.getKernel('Einsum', 'wasm');
    assert.equal(tf.getKernel('Einsum', 'wasm'), kernel);
    assert.doesNotThrow(() => completeKernels(tf));
    compare(() => tf.matMul(numbers(3, 4), numbers(5, 4), false, true));
  });
});
