import type { Batch, LabelledBatch, Learner } from '../Learner.js';
import { softmax } from '../softmax.js';
import { cutIntoBlocks, joinBlocks } from './blocks.js';
import { TfjsNetwork } from './TfjsNetwork.js';

/** A network that tfjs computes, on one of its backends that answer at once. */
export class TfjsLearner extends TfjsNetwork implements Learner {
  train(batch: LabelledBatch, step: number): number {
    return this.do(() => {
      const loss = this.#readGradients(batch, step);
      this.update();
      this.take(this.constrain().map((weight) => weight.dataSync<'float32'>()));
      return loss;
    });
  }

  predict({ x, rows }: Batch): Float32Array {
    const { block = rows, logits } = this.parts;
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
    return this.allWeights(this.others.map((variable) => variable.dataSync<'float32'>()));
  }

  /** A step of one row of zeros that changes nothing, so that what a backend cannot do shows before the stream starts. */
  rehearse(): void {
    const weights = this.weights();
    this.do(() => this.#readGradients(this.zeros(), 0));
    this.load(weights);
  }

  #output(x: Float32Array, rows: number): Float32Array {
    return this.do(() => this.apply(x, rows, { training: false }).dataSync<'float32'>().slice());
  }

  /** Leaves the gradients of a batch. @returns its loss */
  #readGradients(batch: LabelledBatch, step: number): number {
    const { loss, gradients } = this.differentiate(batch, step);
    this.layOut(gradients.map((gradient) => gradient?.dataSync<'float32'>()));
    return loss.dataSync<'float32'>()[0]!;
  }
}
