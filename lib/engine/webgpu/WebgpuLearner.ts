import type * as Tf from '@tensorflow/tfjs';
import type { Batch, LabelledBatch, Learner } from '../Learner.js';
import { softmax } from '../softmax.js';
import { cutIntoBlocks, joinBlocks } from '../tfjs/blocks.js';
import { TfjsNetwork, type TfjsParts } from '../tfjs/TfjsNetwork.js';

/**
 * A network that tfjs computes on a GPU that is reached through WebGPU: what it has computed can only be waited for, so a
 * call is to be waited for before the next.
 */
export class WebgpuLearner extends TfjsNetwork implements Learner {
  constructor(parts: TfjsParts) {
    super(parts);
    // The network was built elsewhere.
    this.load(this.allWeights(this.others.map((variable) => variable.dataSync<'float32'>())));
  }

  async train(batch: LabelledBatch, step: number): Promise<number> {
    const [loss, ...gradients] = await this.#readGradients(batch, step);
    this.layOut(gradients);
    this.update();
    this.take(await Promise.all(this.constrain().map((weight) => weight.data<'float32'>())));
    return loss![0]!;
  }

  async predict({ x, rows }: Batch): Promise<Float32Array> {
    const { block = rows, logits } = this.parts;
    const outputs = await this.#read(() =>
      cutIntoBlocks(x, rows, block).map((rows) => this.apply(rows, block, { training: false })),
    );
    const output = joinBlocks(outputs as Float32Array[], rows, block);
    return logits ? softmax(output, output.length / rows) : output;
  }

  async weights(): Promise<Float32Array> {
    return this.allWeights(await Promise.all(this.others.map((variable) => variable.data<'float32'>())));
  }

  /** As `TfjsLearner`'s. */
  async rehearse(): Promise<void> {
    const weights = await this.weights();
    await this.#readGradients(this.zeros(), 0);
    this.load(weights);
  }

  #readGradients(batch: LabelledBatch, step: number): Promise<readonly (Float32Array | undefined)[]> {
    return this.#read(() => {
      const { loss, gradients } = this.differentiate(batch, step);
      return [loss, ...gradients];
    });
  }

  /** Reads the tensors that `compute` makes, which stay until they are read. */
  async #read(compute: () => readonly (Tf.Tensor | undefined)[]): Promise<readonly (Float32Array | undefined)[]> {
    const { tf } = this.parts;
    const tensors = this.do(() => compute().map((tensor) => tensor && tf.keep(tensor)));
    try {
      return await Promise.all(tensors.map((tensor) => tensor?.data<'float32'>()));
    } finally {
      for (const tensor of tensors) tensor?.dispose();
    }
  }
}
