import type { Batch, LabelledBatch, Learner, LearnerState } from '../Learner.js';
import { softmax } from '../softmax.js';
import { cutIntoBlocks, joinBlocks } from './blocks.js';
import { TfjsNetwork, type TfjsParts } from './TfjsNetwork.js';

/** A network that tfjs computes, on one of its backends that answer at once. */
export class TfjsLearner implements Learner {
  readonly device: string;
  readonly shapes: readonly (readonly number[])[];
  readonly #parts: TfjsParts;
  readonly #network: TfjsNetwork;

  constructor(parts: TfjsParts) {
    this.#parts = parts;
    this.device = parts.device;
    this.#network = new TfjsNetwork(parts);
    this.shapes = this.#network.shapes;
  }

  train(batch: LabelledBatch, step: number): number {
    return this.#network.do(() => {
      const loss = this.#differentiate(batch, step);
      this.#network.update();
      this.#network.take(this.#network.constrain().map((weight) => weight.dataSync<'float32'>()));
      return loss;
    });
  }

  predict({ x, rows }: Batch): Float32Array {
    const { block = rows, logits } = this.#parts;
    const output =
      rows === block
        ? this.#output(x, rows)
        : joinBlocks(
            cutIntoBlocks(x, rows, block).map((cut) => this.#output(cut, block)),
            rows,
            block,
          );
    return logits ? softmax(output, output.length / rows) : output;
  }

  weights(): Float32Array {
    return this.#network.allWeights(this.#network.others.map((variable) => variable.dataSync<'float32'>()));
  }

  load(weights: Float32Array): void {
    this.#network.load(weights);
  }

  save(): LearnerState {
    return this.#network.save();
  }

  restore(state: LearnerState): void {
    this.#network.restore(state);
  }

  dispose(): void {
    this.#network.dispose();
  }

  /** A step of one row of zeros that changes nothing, so that what a backend cannot do shows before the stream starts. */
  rehearse(): void {
    const weights = this.weights();
    this.#network.do(() => this.#differentiate(this.#network.zeros(), 0));
    this.load(weights);
  }

  #output(x: Float32Array, rows: number): Float32Array {
    return this.#network.do(() => this.#network.apply(x, rows, { training: false }).dataSync<'float32'>().slice());
  }

  /** Leaves the gradients of a batch. @returns its loss */
  #differentiate(batch: LabelledBatch, step: number): number {
    const { loss, gradients } = this.#network.differentiate(batch, step);
    this.#network.layOut(gradients.map((gradient) => gradient?.dataSync<'float32'>()));
    return loss.dataSync<'float32'>()[0]!;
  }
}
