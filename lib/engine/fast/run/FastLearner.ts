import { checkLength } from '../../checkLength.js';
import type { Batch, Eventually, LabelledBatch, Learner, LearnerState } from '../../Learner.js';
import type { KernelBuild } from '../kernels/loadKernels.js';
import type { FlatOptimizer } from '../optimizers/FlatOptimizer.js';
import { flatOptimizerOf } from '../optimizers/flatOptimizerOf.js';
import type { FastProgram } from './FastProgram.js';
import { Machine } from './Machine.js';

/** Where a learner's program came from. */
export interface ProgramSource {
  /** Makes the same program with a step for rows with weights. */
  withWeights(): Promise<FastProgram>;
  /** There will be no other program. */
  dispose(): void;
}

/**
 * A learner that runs a program. It needs no tfjs.
 *
 * Most streams have no weights, and a second step costs time and memory to make; so it is made when the first batch with
 * weights comes. What a batch is trained by depends on the batch alone.
 */
export class FastLearner implements Learner {
  readonly shapes: readonly (readonly number[])[];
  readonly #build: KernelBuild;
  readonly #source: ProgramSource | undefined;
  #machine: Machine;
  readonly #optimizer: FlatOptimizer;
  /** How many steps the moments have taken part in. */
  #taken = 0;

  constructor(program: FastProgram, weights: Float32Array, build: KernelBuild = 'plain', source?: ProgramSource) {
    this.shapes = program.shapes;
    this.#build = build;
    this.#source = source;
    this.#machine = new Machine(program, build);
    this.#optimizer = flatOptimizerOf(program.optimizer);
    this.load(weights);
    const { slots, slotSize } = program;
    this.#optimizer.slots.forEach(({ initial }, slot) => {
      const start = slots / 4 + slot * slotSize;
      this.#machine.floats.fill(initial, start, start + slotSize);
    });
  }

  /** What it runs; with `weights()` it makes the same learner elsewhere. */
  get program(): FastProgram {
    return this.#machine.program;
  }

  train(batch: LabelledBatch, step: number): Eventually<number> {
    if (batch.w !== undefined && this.program.weighted === undefined && this.#source !== undefined) {
      return this.#source.withWeights().then((program) => {
        this.#exchange(program);
        return this.train(batch, step);
      });
    }
    return this.#machine.train(batch, step, this.#optimizer.settings(++this.#taken));
  }

  predict(batch: Batch): Float32Array {
    return this.#machine.predict(batch);
  }

  weights(): Float32Array {
    const { weights, weightsSize } = this.program;
    return this.#machine.floats.slice(weights / 4, weights / 4 + weightsSize);
  }

  load(weights: Float32Array): void {
    checkLength('weights', weights, this.program.weightsSize);
    this.#machine.floats.set(weights, this.program.weights / 4);
  }

  save(): LearnerState {
    const start = this.program.slots / 4;
    return { arrays: this.#machine.floats.slice(start, start + this.#momentsSize()), step: this.#taken };
  }

  restore({ arrays, step }: LearnerState): void {
    checkLength('state', arrays, this.#momentsSize());
    this.#machine.floats.set(arrays, this.program.slots / 4);
    this.#taken = step;
  }

  dispose(): void {
    // The memory goes with the learner.
    this.#source?.dispose();
  }

  /** Goes on with another program for the same model and optimizer. */
  #exchange(program: FastProgram): void {
    const [weights, { arrays, step }] = [this.weights(), this.save()];
    this.#machine = new Machine(program, this.#build);
    this.load(weights);
    this.restore({ arrays, step });
  }

  #momentsSize(): number {
    return this.#optimizer.slots.length * this.program.slotSize;
  }
}
