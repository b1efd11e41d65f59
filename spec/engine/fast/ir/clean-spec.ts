import assert from 'node:assert/strict';
import type { Body } from '../../../../lib/engine/fast/ir/Body.js';
import { clean } from '../../../../lib/engine/fast/ir/clean.js';
import type { Call, Operand, Value } from '../../../../lib/engine/fast/trace/Graph.js';
import { sizeOf } from '../../../../lib/engine/fast/trace/Graph.js';

/** Writes bodies by hand: every function makes a value, or calls a kernel and gives its output. */
class Sketch {
  readonly values: Value[] = [];
  readonly calls: Call[] = [];

  input(...shape: number[]): Operand {
    return this.#add({ kind: 'input', size: sizeOf(shape) }, shape);
  }

  constant(number: number, ...shape: number[]): Operand {
    return this.#add({ kind: 'constant', size: sizeOf(shape), data: Float32Array.of(number) }, shape);
  }

  call(kernel: string, inputs: Record<string, Operand>, shape: number[], attributes = {}, type = 'float32'): Operand {
    const output = { ...this.#add({ kind: 'computed', size: sizeOf(shape) }, shape), type };
    this.calls.push({ kernel, inputs, attributes, outputs: [output] });
    return output;
  }

  clean(...roots: Operand[]): Body {
    return clean({ values: this.values, calls: this.calls, roots });
  }

  #add(value: Value, shape: readonly number[]): Operand {
    this.values.push(value);
    return { value: this.values.length - 1, shape, type: 'float32' };
  }
}

const kernels = (body: Body) => body.calls.map(({ kernel }) => kernel);

describe('clean', () => {
  it('drops what nobody reads', () => {
    const s = new Sketch();
    const x = s.input(3, 4);
    const wanted = s.call('Exp', { x }, [3, 4]);
    s.call('Neg', { x: s.call('Log', { x }, [3, 4]) }, [3, 4]);
    assert.deepEqual(kernels(s.clean(wanted)), ['Exp']);
  });

  it('takes times 1, plus 0 and casts of booleans for what they are', () => {
    const s = new Sketch();
    const x = s.input(3, 4);
    const same = s.call(
      'Multiply',
      { a: s.constant(1), b: s.call('Add', { a: x, b: s.constant(0, 3, 4) }, [3, 4]) },
      [3, 4],
    );
    const flags = s.call('Greater', { a: same, b: s.constant(0.5) }, [3, 4], {}, 'bool');
    const body = s.clean(s.call('Cast', { x: flags }, [3, 4], { dtype: 'float32' }));
    assert.deepEqual(kernels(body), ['Greater']);
    assert.equal(body.calls[0]!.inputs['a']!.value, x.value);
    assert.equal(body.roots[0]!.value, flags.value);
  });

  it('keeps times 1 where it repeats its source', () => {
    const s = new Sketch();
    const body = s.clean(s.call('Multiply', { a: s.input(3, 1), b: s.constant(1, 3, 4) }, [3, 4]));
    assert.deepEqual(kernels(body), ['Multiply']);
  });

  it('keeps a cast to whole numbers', () => {
    const s = new Sketch();
    assert.deepEqual(kernels(s.clean(s.call('Cast', { x: s.input(3) }, [3], { dtype: 'int32' }, 'int32'))), ['Cast']);
  });

  it('computes the same thing once', () => {
    const s = new Sketch();
    const x = s.input(3, 4);
    const twice = [1, 2].map(() => s.call('Exp', { x: s.call('Sum', { x }, [3], { axis: [1] }) }, [3]));
    const other = s.call('Sum', { x }, [4], { axis: [0] });
    assert.deepEqual(kernels(s.clean(...twice, other)), ['Sum', 'Exp', 'Sum']);
  });

  it('knows the gradients of relu, tanh and sigmoid', () => {
    for (const [kernel, derivative] of [
      ['Relu', (s: Sketch, x: Operand) => s.call('Step', { x }, [3, 4], { alpha: 0 })],
      [
        'Tanh',
        (s: Sketch, _: Operand, y: Operand) =>
          s.call('Sub', { a: s.constant(1), b: s.call('Square', { x: y }, [3, 4]) }, [3, 4]),
      ],
      [
        'Sigmoid',
        (s: Sketch, _: Operand, y: Operand) =>
          s.call('Multiply', { a: y, b: s.call('Sub', { a: s.constant(1), b: y }, [3, 4]) }, [3, 4]),
      ],
    ] as const) {
      const s = new Sketch();
      const [x, dy] = [s.input(3, 4), s.input(3, 4)];
      const y = s.call(kernel, { x }, [3, 4]);
      const body = s.clean(y, s.call('Multiply', { a: dy, b: derivative(s, x, y) }, [3, 4]));
      assert.deepEqual(kernels(body), [kernel, `${kernel}Gradient`]);
      assert.deepEqual(
        ['a', 'b'].map((name) => body.calls[1]!.inputs[name]!.value),
        [dy.value, y.value],
      );
    }
  });

  it('lets a product add its bias and clip', () => {
    const s = new Sketch();
    const product = s.call('BatchMatMul', { a: s.input(3, 4), b: s.input(4, 5) }, [3, 5]);
    const bias = s.input(5);
    const body = s.clean(s.call('Relu', { x: s.call('Add', { a: product, b: bias }, [3, 5]) }, [3, 5]));
    assert.deepEqual(kernels(body), ['_FusedMatMul']);
    assert.equal(body.calls[0]!.inputs['bias']!.value, bias.value);
    assert.equal(body.calls[0]!.attributes['activation'], 'relu');
  });

  it('leaves a product alone that is read elsewhere, or whose addend is no bias', () => {
    const s = new Sketch();
    const product = s.call('BatchMatMul', { a: s.input(3, 4), b: s.input(4, 5) }, [3, 5]);
    assert.deepEqual(kernels(s.clean(product, s.call('Relu', { x: product }, [3, 5]))), ['BatchMatMul', 'Relu']);
    assert.deepEqual(kernels(s.clean(s.call('Add', { a: product, b: s.input(3, 1) }, [3, 5]))), ['BatchMatMul', 'Add']);
  });

  describe('of a sum with a term for every time step', () => {
    const transposed = { transposeA: true, transposeB: false };
    const product = (s: Sketch, k: number) =>
      s.call('BatchMatMul', { a: s.input(k, 4), b: s.input(k, 5) }, [4, 5], transposed);
    const add = (s: Sketch, a: Operand, b: Operand) => s.call('Add', { a, b }, [...a.shape]);

    it('makes one long product', () => {
      const s = new Sketch();
      const body = s.clean(add(s, add(s, product(s, 3), product(s, 2)), product(s, 3)));
      assert.deepEqual(kernels(body), ['Concat', 'Concat', 'BatchMatMul']);
      assert.deepEqual(body.calls[2]!.inputs['a']!.shape, [8, 4]);
      assert.deepEqual(body.calls[2]!.inputs['b']!.shape, [8, 5]);
    });

    it('makes one sum of columns, and adds other terms to it', () => {
      const s = new Sketch();
      const columns = () => s.call('Sum', { x: s.input(3, 5) }, [5], { axis: [0] });
      const body = s.clean(add(s, add(s, columns(), s.input(5)), columns()));
      assert.deepEqual(kernels(body), ['Concat', 'Sum', 'Add']);
    });

    it('sums what is laid side by side part by part', () => {
      const s = new Sketch();
      const pair = () => s.call('Concat', { 0: product(s, 3), 1: product(s, 3) }, [4, 10], { axis: 1 });
      const body = s.clean(add(s, pair(), pair()));
      assert.equal(body.calls.filter(({ kernel }) => kernel === 'BatchMatMul').length, 2);
      assert.ok(!kernels(body).includes('Add'));
    });

    it('leaves a term alone that is read elsewhere', () => {
      const s = new Sketch();
      const shared = product(s, 3);
      assert.deepEqual(kernels(s.clean(add(s, shared, product(s, 3)), shared)), ['BatchMatMul', 'BatchMatMul', 'Add']);
    });

    it('leaves a single product alone', () => {
      const s = new Sketch();
      assert.deepEqual(kernels(s.clean(add(s, product(s, 3), s.input(4, 5)))), ['BatchMatMul', 'Add']);
    });
  });

  it('knows the gradient of a clip', () => {
    const s = new Sketch();
    const [x, dy] = [s.input(3, 4), s.input(3, 4)];
    const above = s.call('GreaterEqual', { a: x, b: s.constant(0) }, [3, 4]);
    const below = s.call('LessEqual', { a: x, b: s.constant(1) }, [3, 4]);
    const condition = s.call('LogicalAnd', { a: above, b: below }, [3, 4]);
    const body = s.clean(s.call('Select', { condition, t: dy, e: s.constant(0, 3, 4) }, [3, 4]));
    assert.deepEqual(kernels(body), ['ClipGradient']);
    assert.deepEqual(body.calls[0]!.attributes, { clipValueMin: 0, clipValueMax: 1 });
  });

  it('lets a convolution add its bias and clip', () => {
    const s = new Sketch();
    const conv = s.call('Conv2D', { x: s.input(3, 1, 8, 2), filter: s.input(1, 3, 2, 5) }, [3, 1, 6, 5]);
    const biased = s.call('Add', { a: { ...conv, shape: [3, 6, 5] }, b: s.input(5) }, [3, 6, 5]);
    assert.deepEqual(kernels(s.clean(s.call('Relu', { x: biased }, [3, 6, 5]))), ['FusedConv2D']);
  });
});
