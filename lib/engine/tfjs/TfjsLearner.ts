import type * as Tf from '@tensorflow/tfjs';
import { shareTrainingStep, type TrainingStep } from '../../models/layers/DropoutLayer.js';
import { checkLength } from '../checkLength.js';
import type { Batch, LabelledBatch, Learner, LearnerState } from '../Learner.js';
import { softmax } from '../softmax.js';
import type { Update } from '../updates/Update.js';
import type { Loss } from './loss/Loss.js';
import { type Constraint, constraintsOf } from './model/constraintsOf.js';
import { penaltiesOf } from './model/penaltiesOf.js';
import { onBackend } from './onBackend.js';

/** What a learner on tfjs is made of. */
export interface TfjsParts {
  readonly tf: typeof Tf;
  /** A backend that is started. */
  readonly backend: string;
  readonly network: Tf.LayersModel;
  readonly loss: Loss;
  /** Whether the network puts out logits, of which predictions are the softmax. */
  readonly logits: boolean;
  readonly inputShape: readonly number[];
  readonly seed: number;
  readonly device: string;
  /** Predictions are computed in blocks of so many rows, of which the last is filled up. @default all rows at once */
  readonly block?: number;
  createUpdate(size: number): Update;
}

/**
 * A network that tfjs computes, on one of its backends that answer at once.
 *
 * tfjs does the forward and the backward pass; the loss and the optimizer are our own, in plain JavaScript over flat arrays,
 * since at the sizes of a stream nearly all of tfjs's time is what each of its operations costs. So a step takes a third of
 * the time, the optimizer's state is two arrays, and it can be continued to the byte.
 */
export class TfjsLearner implements Learner {
  readonly device: string;
  readonly shapes: readonly (readonly number[])[];
  readonly #parts: TfjsParts;
  readonly #trained: Tf.Variable[];
  /** What training changes by other means, such as the moving averages of batch normalization, or not at all. */
  readonly #others: readonly Tf.Variable[];
  readonly #size: number;
  readonly #weights: Float32Array;
  readonly #gradients: Float32Array;
  readonly #update: Update;
  readonly #step: TrainingStep;
  readonly #constraints: readonly Constraint[];
  readonly #penalties: (() => Tf.Scalar[]) | undefined;
  #updates = 0;

  constructor(parts: TfjsParts) {
    const { network, seed, device } = parts;
    this.#parts = parts;
    this.device = device;
    this.#trained = network.trainableWeights.map((weight) => weight.read() as Tf.Variable);
    this.#others = network.nonTrainableWeights.map((weight) => weight.read() as Tf.Variable);
    this.shapes = [...this.#trained, ...this.#others].map(({ shape }) => [...shape]);
    this.#weights = new Float32Array(sizeOf(this.#trained));
    read(this.#trained, this.#weights, 0);
    this.#gradients = new Float32Array(this.#weights.length);
    this.#size = this.#weights.length + sizeOf(this.#others);
    this.#update = parts.createUpdate(this.#weights.length);
    this.#step = shareTrainingStep(network, seed);
    this.#constraints = constraintsOf(network);
    const penalties = penaltiesOf(network);
    this.#penalties = this.#do(() => penalties().length) > 0 ? penalties : undefined;
  }

  train(batch: LabelledBatch, step: number): number {
    return this.#do(() => {
      const loss = this.#differentiate(batch, step);
      this.#update.apply(this.#weights, this.#gradients, ++this.#updates);
      this.#write(this.#trained, this.#weights, 0);
      if (this.#constraints.length > 0) this.#constrain();
      return loss;
    });
  }

  predict({ x, rows }: Batch): Float32Array {
    const { block = rows, logits } = this.#parts;
    const output = rows === block ? this.#output(x, rows) : this.#outputInBlocks(x, rows, block);
    return logits ? softmax(output, output.length / rows) : output;
  }

  weights(): Float32Array {
    const weights = new Float32Array(this.#size);
    weights.set(this.#weights);
    read(this.#others, weights, this.#weights.length);
    return weights;
  }

  load(weights: Float32Array): void {
    checkLength('weights', weights, this.#size);
    this.#weights.set(weights.subarray(0, this.#weights.length));
    this.#do(() => {
      this.#write(this.#trained, weights, 0);
      this.#write(this.#others, weights, this.#weights.length);
    });
  }

  save(): LearnerState {
    return { arrays: this.#update.moments.slice(), step: this.#updates };
  }

  restore({ arrays, step }: LearnerState): void {
    checkLength('state', arrays, this.#update.moments.length);
    this.#update.moments.set(arrays);
    this.#updates = step;
  }

  dispose(): void {
    this.#parts.network.dispose();
  }

  /** A step of one row of zeros that changes nothing, so that what a backend cannot do shows before the stream starts. */
  rehearse(): void {
    const { inputShape, network } = this.#parts;
    const x = new Float32Array(inputShape.reduce((size, next) => size * next, 1));
    const y = new Float32Array(network.outputs[0]!.shape[1]!);
    const weights = this.weights();
    this.#do(() => this.#differentiate({ x, y, rows: 1 }, 0));
    this.load(weights);
  }

  #do<T>(work: () => T): T {
    const { tf, backend } = this.#parts;
    return onBackend(tf, backend, () => {
      // tidy() would look for tensors in what it returns, number by number.
      tf.engine().startScope();
      try {
        return work();
      } finally {
        tf.engine().endScope();
      }
    });
  }

  #output(x: Float32Array, rows: number): Float32Array {
    return this.#do(() => this.#apply(x, rows, { training: false }).dataSync<'float32'>().slice());
  }

  #outputInBlocks(x: Float32Array, rows: number, block: number): Float32Array {
    const width = x.length / rows;
    const outputs = this.#parts.network.outputs[0]!.shape[1]!;
    const output = new Float32Array(rows * outputs);
    for (let from = 0; from < rows; from += block) {
      const filled = new Float32Array(block * width);
      filled.set(x.subarray(from * width, (from + block) * width));
      const count = Math.min(block, rows - from);
      output.set(this.#output(filled, block).subarray(0, count * outputs), from * outputs);
    }
    return output;
  }

  #apply(x: Float32Array, rows: number, how: { readonly training: boolean; readonly labels?: Tf.Tensor }): Tf.Tensor {
    const { tf, network, inputShape } = this.#parts;
    return network.apply(tf.tensor(x, [rows, ...inputShape]), how) as Tf.Tensor;
  }

  /** Leaves the gradients of a batch. @returns its loss */
  #differentiate({ x, y, w, rows }: LabelledBatch, step: number): number {
    const { tf, loss } = this.#parts;
    this.#step.step = step;
    const { value, grads } = tf.variableGrads(() => {
      const labels = tf.tensor(y, [rows, y.length / rows]);
      const mean = loss(y, this.#apply(x, rows, { training: true, labels }), w);
      return this.#penalties?.().reduce<Tf.Scalar>((sum, term) => tf.add(sum, term), mean) ?? mean;
    }, this.#trained);
    let at = 0;
    for (const { name, size } of this.#trained) {
      const gradient = grads[name];
      if (gradient === undefined) this.#gradients.fill(0, at, at + size);
      else this.#gradients.set(gradient.dataSync<'float32'>(), at);
      at += size;
    }
    return value.dataSync<'float32'>()[0]!;
  }

  #constrain(): void {
    const { weights } = this.#parts.network;
    for (const { index, apply } of this.#constraints) {
      const variable = weights[index]!.read() as Tf.Variable;
      variable.assign(apply(variable));
    }
    read(this.#trained, this.#weights, 0);
  }

  /** New tensors, not new numbers in the old ones: backends keep what they have prepared for a tensor. */
  #write(variables: readonly Tf.Variable[], from: Float32Array, start: number): void {
    const { tf } = this.#parts;
    let at = start;
    for (const variable of variables) {
      variable.assign(tf.tensor(from.slice(at, at + variable.size), variable.shape));
      at += variable.size;
    }
  }
}

function sizeOf(variables: readonly Tf.Variable[]): number {
  return variables.reduce((sum, { size }) => sum + size, 0);
}

function read(variables: readonly Tf.Variable[], into: Float32Array, start: number): void {
  let at = start;
  for (const variable of variables) {
    into.set(variable.dataSync<'float32'>(), at);
    at += variable.size;
  }
}
