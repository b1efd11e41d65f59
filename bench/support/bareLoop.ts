import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { shareTrainingStep } from '../../lib/models/layers/DropoutLayer.js';
import { dropout } from '../../lib/models/layers/dropout.js';
import { hash } from '../../lib/models/layers/hash.js';

/** A multilayer perceptron of classes, and how it is trained. */
export interface BareOptions {
  readonly backend: 'wasm' | 'cpu';
  readonly inputs: number;
  readonly hidden: readonly number[];
  readonly dropout: number;
  readonly classes: number;
  readonly seed: number;
  readonly optimizer: tf.Optimizer;
}

/** What a predict-then-train loop on tfjs looks like without this library. */
export interface BareLoop {
  /** @returns class probabilities */
  predict(x: Float32Array, rows: number): Float32Array;
  /** @returns the loss before the step */
  train(x: Float32Array, y: Float32Array, rows: number): number;
  weights(): Float32Array;
  dispose(): void;
}

/**
 * The plain hand-written loop that results and speed are compared with: the same network from the same seed with our dropout
 * layer, and for everything else what tfjs offers.
 */
export async function bareLoop(options: BareOptions): Promise<BareLoop> {
  const { backend, inputs, hidden, classes, seed, optimizer } = options;
  await tf.setBackend(backend);
  const kernelInitializer = (n: number) => tf.initializers.glorotUniform({ seed: hash(seed, n) });
  const model = tf.sequential();
  model.add(tf.layers.inputLayer({ inputShape: [inputs] }));
  hidden.forEach((units, n) => {
    model.add(tf.layers.dense({ units, activation: 'relu', kernelInitializer: kernelInitializer(n) }));
    if (options.dropout > 0) model.add(dropout(tf, { rate: options.dropout }));
  });
  model.add(tf.layers.dense({ units: classes, kernelInitializer: kernelInitializer(hidden.length) }));
  const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const trainingStep = shareTrainingStep(model, seed);
  return {
    predict: (x, rows) => {
      const output = tf.tidy(() => tf.softmax(model.predictOnBatch(tf.tensor2d(x, [rows, inputs])) as tf.Tensor));
      const probabilities = output.dataSync<'float32'>();
      output.dispose();
      return probabilities;
    },
    train: (x, y, rows) => {
      trainingStep.step++;
      const loss = tf.tidy(() => {
        const [features, labels] = [tf.tensor2d(x, [rows, inputs]), tf.tensor2d(y, [rows, classes])];
        const lossOf = () => {
          const logits = model.apply(features, { training: true }) as tf.Tensor2D;
          return tf.losses.softmaxCrossEntropy(labels, logits) as tf.Scalar;
        };
        return optimizer.minimize(lossOf, true, variables)!;
      });
      const value = loss.dataSync<'float32'>()[0]!;
      loss.dispose();
      return value;
    },
    weights: () => Float32Array.from(variables.flatMap((variable) => [...variable.dataSync()])),
    dispose: () => {
      model.dispose();
      optimizer.dispose();
    },
  };
}
