import { checkLength } from '../../checkLength.js';
import type { Batch, LabelledBatch, Learner, LearnerState } from '../../Learner.js';
import type { KernelBuild } from '../kernels/loadKernels.js';
import type { FlatOptimizer } from '../optimizers/FlatOptimizer.js';
import { flatOptimizerOf } from '../optimizers/flatOptimizerOf.js';
import type { FastProgram } from './FastProgram.js';
import { Machine } from './Machine.js';

/** A learner that runs a program. It needs no tfjs. */
export class FastLearner implements Learner {
  readonly shapes: readonly (readonly number[])[];
  /** What it runs; with `weights()` it makes the same learner elsewhere. */
  readonly program: FastProgram;
  readonly #machine: Machine;
  readonly #optimizer: FlatOptimizer;
  /** How many steps the moments have taken part in. */
  #taken = 0;

  constructor(program: FastProgram, weights: Float32Array, build: KernelBuild = 'plain') {
    this.shapes = program.shapes;
    this.program = program;
    this.#machine = new Machine(program, build);
    this.#optimizer = flatOptimizerOf(program.optimizer);
    this.load(weights);
    const { slots, slotSize } = program;
    this.#optimizer.slots.forEach(({ initial }, slot) => {
      const start = slots / 4 + slot * slotSize;
      this.#machine.floats.fill(initial, start, start + slotSize);
    });
  }

  train(batch: LabelledBatch, step: number): number {
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
  }

  #momentsSize(): number {
    return this.#optimizer.slots.length * this.program.slotSize;
  }
}
