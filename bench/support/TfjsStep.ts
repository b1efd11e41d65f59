import * as tf from '@tensorflow/tfjs';
import { shareTrainingStep } from '../../lib/models/layers/DropoutLayer.js';
import type { StepNetwork } from './stepNetworks.js';

/** A training step and a prediction as one would write them with tfjs alone, on a backend that is started. */
export class TfjsStep {
  readonly #backend: string;
  readonly #model: tf.LayersModel;
  readonly #variables: tf.Variable[];
  readonly #optimizer = tf.train.adam();
  readonly #network: StepNetwork;

  constructor(backend: string, network: StepNetwork) {
    this.#backend = backend;
    this.#network = network;
    void tf.setBackend(backend);
    const outputs = network.classes || 1;
    const shape = { input: network.inputShape, outputs, width: outputs, seed: 1 };
    this.#model = network.build(shape) as unknown as tf.LayersModel;
    shareTrainingStep(this.#model, 1);
    this.#variables = this.#model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  }

  train(x: Float32Array, y: Float32Array, rows: number): number {
    return this.#do(() => {
      const [features, labels] = [this.#features(x, rows), tf.tensor(y, [rows, y.length / rows])];
      const lossOf = () => {
        const output = this.#model.apply(features, { training: true }) as tf.Tensor;
        const loss = this.#network.classes ? tf.losses.softmaxCrossEntropy : tf.losses.meanSquaredError;
        return loss(labels, output) as tf.Scalar;
      };
      return this.#optimizer.minimize(lossOf, true, this.#variables)!.dataSync<'float32'>()[0]!;
    });
  }

  predict(x: Float32Array, rows: number): Float32Array {
    return this.#do(() => {
      const output = this.#model.apply(this.#features(x, rows)) as tf.Tensor;
      return (this.#network.classes ? tf.softmax(output) : output).dataSync<'float32'>();
    });
  }

  dispose(): void {
    this.#model.dispose();
    this.#optimizer.dispose();
  }

  #features(x: Float32Array, rows: number): tf.Tensor {
    return tf.tensor(x, [rows, ...this.#network.inputShape]);
  }

  #do<T>(work: () => T): T {
    if (tf.getBackend() !== this.#backend) void tf.setBackend(this.#backend);
    return tf.tidy(work as () => tf.TensorContainer) as T;
  }
}
