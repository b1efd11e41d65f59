import type * as Tf from '@tensorflow/tfjs';
import { shareTrainingStep, type TrainingStep } from '../../models/layers/DropoutLayer.js';
import { checkLength } from '../checkLength.js';
import type { LabelledBatch, LearnerState } from '../Learner.js';
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
  /** Its weights lie on a backend that is read at once. */
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

/** A loss, and the gradients of the trained weights; `undefined` of those that the loss does not depend on. */
export interface Differentiated {
  readonly loss: Tf.Scalar;
  readonly gradients: readonly (Tf.Tensor | undefined)[];
}

/**
 * A network on a backend of tfjs, its weights and its optimizer: all of a learner but reading what the backend computes, at once
 * or when it comes.
 *
 * tfjs does the forward and the backward pass; the loss and the optimizer are our own, in plain JavaScript over flat arrays,
 * since at the sizes of a stream nearly all of tfjs's time is what each of its operations costs. So a step takes a third of
 * the time, the optimizer's state is two arrays, and it can be continued to the byte.
 */
export abstract class TfjsNetwork {
  readonly device: string;
  readonly shapes: readonly (readonly number[])[];
  /** What training changes by other means, such as the moving averages of batch normalization, or not at all. */
  protected readonly others: readonly Tf.Variable[];
  protected readonly parts: TfjsParts;
  /** The trained weights, flat, and room for their gradients. */
  readonly #weights: Float32Array;
  readonly #gradients: Float32Array;
  readonly #trained: Tf.Variable[];
  readonly #size: number;
  readonly #update: Update;
  readonly #step: TrainingStep;
  readonly #constraints: readonly Constraint[];
  readonly #penalties: (() => Tf.Scalar[]) | undefined;
  #updates = 0;

  constructor(parts: TfjsParts) {
    const { network, seed } = parts;
    this.parts = parts;
    this.device = parts.device;
    this.#trained = network.trainableWeights.map((weight) => weight.read() as Tf.Variable);
    this.others = network.nonTrainableWeights.map((weight) => weight.read() as Tf.Variable);
    this.shapes = [...this.#trained, ...this.others].map(({ shape }) => [...shape]);
    this.#weights = new Float32Array(sizeOf(this.#trained));
    read(this.#trained, this.#weights, 0);
    this.#gradients = new Float32Array(this.#weights.length);
    this.#size = this.#weights.length + sizeOf(this.others);
    this.#update = parts.createUpdate(this.#weights.length);
    this.#step = shareTrainingStep(network, seed);
    this.#constraints = constraintsOf(network);
    const penalties = penaltiesOf(network);
    this.#penalties = this.do(() => penalties().length) > 0 ? penalties : undefined;
  }

  /** Synchronous work on the backend; tensors that are made in it are disposed of, unless they are kept. */
  protected do<T>(work: () => T): T {
    const { tf, backend } = this.parts;
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

  protected apply(
    x: Float32Array,
    rows: number,
    how: { readonly training: boolean; readonly labels?: Tf.Tensor },
  ): Tf.Tensor {
    const { tf, network, inputShape } = this.parts;
    return network.apply(tf.tensor(x, [rows, ...inputShape]), how) as Tf.Tensor;
  }

  protected differentiate({ x, y, w, rows }: LabelledBatch, step: number): Differentiated {
    const { tf, loss } = this.parts;
    this.#step.step = step;
    const { value, grads } = tf.variableGrads(() => {
      const labels = tf.tensor(y, [rows, y.length / rows]);
      const mean = loss(y, this.apply(x, rows, { training: true, labels }), w);
      return this.#penalties?.().reduce<Tf.Scalar>((sum, term) => tf.add(sum, term), mean) ?? mean;
    }, this.#trained);
    return { loss: value, gradients: this.#trained.map(({ name }) => grads[name]) };
  }

  /** Lays read gradients out flat, one after the other. */
  protected layOut(gradients: readonly (Float32Array | undefined)[]): void {
    let at = 0;
    for (const [i, { size }] of this.#trained.entries()) {
      const gradient = gradients[i];
      if (gradient === undefined) this.#gradients.fill(0, at, at + size);
      else this.#gradients.set(gradient, at);
      at += size;
    }
  }

  /** Moves the weights along the gradients. */
  protected update(): void {
    this.#update.apply(this.#weights, this.#gradients, ++this.#updates);
    this.do(() => this.#write(this.#trained, this.#weights, 0));
  }

  /** Holds the weights to their constraints. @returns the weights, which are then to be read and to be `taken`; none where none is constrained. */
  protected constrain(): readonly Tf.Variable[] {
    if (this.#constraints.length === 0) return [];
    const { weights } = this.parts.network;
    this.do(() => {
      for (const { index, apply } of this.#constraints) {
        const variable = weights[index]!.read() as Tf.Variable;
        variable.assign(apply(variable));
      }
    });
    return this.#trained;
  }

  /** Takes over the numbers of the trained weights, one after the other. */
  protected take(trained: readonly Float32Array[]): void {
    let at = 0;
    for (const values of trained) {
      this.#weights.set(values, at);
      at += values.length;
    }
  }

  /** @param others the numbers of `others`, one after the other. @returns all weights, a copy. */
  protected allWeights(others: readonly Float32Array[]): Float32Array {
    const weights = new Float32Array(this.#size);
    weights.set(this.#weights);
    let at = this.#weights.length;
    for (const values of others) {
      weights.set(values, at);
      at += values.length;
    }
    return weights;
  }

  load(weights: Float32Array): void {
    checkLength('weights', weights, this.#size);
    this.#weights.set(weights.subarray(0, this.#weights.length));
    this.do(() => {
      this.#write(this.#trained, weights, 0);
      this.#write(this.others, weights, this.#weights.length);
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
    this.parts.network.dispose();
  }

  /** One row of zeros with its label, to rehearse a step with. */
  protected zeros(): LabelledBatch {
    const { inputShape, network } = this.parts;
    const x = new Float32Array(inputShape.reduce((size, next) => size * next, 1));
    return { x, y: new Float32Array(network.outputs[0]!.shape[1]!), rows: 1 };
  }

  /** New tensors, not new numbers in the old ones: backends keep what they have prepared for a tensor. */
  #write(variables: readonly Tf.Variable[], from: Float32Array, start: number): void {
    const { tf } = this.parts;
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
