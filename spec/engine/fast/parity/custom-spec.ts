import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { assertSameStep, traceable } from '../../../support/parity.js';

const initializer = (seed: number) => tf.initializers.glorotUniform({ seed });
const dense = (units: number, activation: 'relu' | 'linear' = 'linear') =>
  tf.layers.dense({ units, activation, kernelInitializer: initializer(4) });
const apply = (layer: tf.layers.Layer, ...inputs: tf.SymbolicTensor[]) =>
  layer.apply(inputs.length === 1 ? inputs[0]! : inputs) as tf.SymbolicTensor;

/** A layer of a user's own with one matrix of weights. */
abstract class OwnLayer extends tf.layers.Layer {
  protected weights_!: tf.LayerVariable;

  protected abstract shapeOf(features: number): [number, number];
  protected abstract compute(x: tf.Tensor3D, weights: tf.Tensor2D): tf.Tensor;

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const features = (inputShape as tf.Shape).at(-1)!;
    this.weights_ = this.addWeight('w', this.shapeOf(features), 'float32', initializer(1));
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = (Array.isArray(inputs) ? inputs[0]! : inputs) as tf.Tensor3D;
    return tf.tidy(() => this.compute(x, this.weights_.read() as tf.Tensor2D));
  }
}

/** Self-attention of two heads, each step seeing itself and those before it. */
class Attention extends OwnLayer {
  static readonly className = 'Attention';

  protected override shapeOf(features: number): [number, number] {
    return [features, 3 * features];
  }

  protected override compute(x: tf.Tensor3D, weights: tf.Tensor2D): tf.Tensor {
    const [rows, steps, features] = x.shape;
    const [heads, size] = [2, features / 2];
    const all = tf.matMul(x.reshape([rows * steps, features]), weights).reshape([rows, steps, 3, heads, size]);
    const [q, k, v] = tf.unstack(tf.transpose(all, [2, 0, 3, 1, 4])) as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
    const unseen = tf.mul(tf.sub(1, tf.linalg.bandPart(tf.ones([steps, steps]), -1, 0)), -1e9);
    const scores = tf.softmax(tf.add(tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(size)), unseen));
    return tf.reshape(tf.transpose(tf.matMul(scores, v), [0, 2, 1, 3]), x.shape);
  }
}

/** A causal dilated convolution of three taps, of slices and a product, since tfjs has no gradient for dilated ones. */
class CausalConvolution extends OwnLayer {
  static readonly className = 'CausalConvolution';
  readonly #dilation: number;

  constructor(dilation: number) {
    super({});
    this.#dilation = dilation;
  }

  protected override shapeOf(features: number): [number, number] {
    return [3 * features, features];
  }

  protected override compute(x: tf.Tensor3D, weights: tf.Tensor2D): tf.Tensor {
    const [rows, steps, features] = x.shape;
    const padded = tf.pad(x, [
      [0, 0],
      [2 * this.#dilation, 0],
      [0, 0],
    ]);
    const taps = [0, 1, 2].map((tap) => tf.slice(padded, [0, tap * this.#dilation, 0], x.shape));
    const stacked = tf.reshape(tf.concat(taps, 2), [rows * steps, 3 * features]) as tf.Tensor2D;
    return tf.reshape(tf.matMul(stacked, weights), x.shape);
  }
}

describe('layers of a user on the fast engine', () => {
  it('attention, in an encoder with normalisation and residuals, is computed as tfjs does', () => {
    const input = tf.input({ shape: [6, 4] });
    const x = apply(dense(8), input);
    const attended = apply(tf.layers.layerNormalization(), apply(tf.layers.add(), x, apply(new Attention({}), x)));
    const forward = apply(dense(8), apply(dense(12, 'relu'), attended));
    const encoded = apply(tf.layers.layerNormalization(), apply(tf.layers.add(), attended, forward));
    const outputs = apply(dense(2), apply(tf.layers.globalAveragePooling1d(), encoded));
    assertSameStep(traceable(tf.model({ inputs: input, outputs })));
  });

  it('causal dilated convolutions with residuals are computed as tfjs does', () => {
    const input = tf.input({ shape: [8, 4] });
    let x = apply(dense(6), input);
    for (const dilation of [1, 2, 4]) {
      x = apply(tf.layers.add(), x, apply(tf.layers.reLU(), apply(new CausalConvolution(dilation), x)));
    }
    const outputs = apply(dense(2), apply(tf.layers.globalAveragePooling1d(), x));
    assertSameStep(traceable(tf.model({ inputs: input, outputs })));
  });

  it('powers with exponents of halves are computed as tfjs does, and others refused', () => {
    class Power extends OwnLayer {
      static readonly className = 'Power';
      readonly #exponent: number;

      constructor(exponent: number) {
        super({});
        this.#exponent = exponent;
      }

      protected override shapeOf(features: number): [number, number] {
        return [features, features];
      }

      protected override compute(x: tf.Tensor3D, weights: tf.Tensor2D): tf.Tensor {
        return tf.pow(tf.add(tf.abs(tf.matMul(x as unknown as tf.Tensor2D, weights)), 0.5), this.#exponent);
      }
    }
    const network = (exponent: number) => {
      const input = tf.input({ shape: [3] });
      return traceable(tf.model({ inputs: input, outputs: apply(dense(2), apply(new Power(exponent), input)) }));
    };
    for (const exponent of [0.5, 1, 1.5, 2, 2.5, 3, 5, -0.5, -1, -1.5, -2]) assertSameStep(network(exponent));
    for (const exponent of [0.3, 20]) {
      assert.throws(() => assertSameStep(network(exponent)), { _tag: 'Untraceable', what: 'kernel Pow' });
    }
  });

  it('what has a gradient of its own by a power is computed as tfjs does', () => {
    class Inverse extends OwnLayer {
      static readonly className = 'Inverse';

      protected override shapeOf(features: number): [number, number] {
        return [features, features];
      }

      protected override compute(x: tf.Tensor3D, weights: tf.Tensor2D): tf.Tensor {
        return tf.rsqrt(tf.add(tf.square(tf.matMul(x as unknown as tf.Tensor2D, weights)), 0.5));
      }
    }
    const input = tf.input({ shape: [3] });
    const outputs = apply(dense(2), apply(new Inverse({}), input));
    assertSameStep(traceable(tf.model({ inputs: input, outputs })));
  });
});
