import type { Batch, Learner, LearnerState } from '../../../lib/engine/Learner.js';
import type { EngineName, LearnerDescription } from '../../../lib/engine/LearnerDescription.js';

/** So many weights, which it keeps as an engine does; training and predicting cost nothing, so that what is left is the hand-over. */
class HeldWeights implements Learner {
  readonly shapes: readonly (readonly number[])[];
  readonly #weights: Float32Array;

  constructor(size: number) {
    this.shapes = [[size]];
    this.#weights = new Float32Array(size).fill(0.5);
  }

  train(): number {
    this.#weights[0]! += 1;
    return 0;
  }

  predict({ rows }: Batch): Float32Array {
    return new Float32Array(2 * rows).fill(this.#weights[0]!);
  }

  weights(): Float32Array {
    return this.#weights.slice();
  }

  load(weights: Float32Array): void {
    this.#weights.set(weights);
  }

  save(): LearnerState {
    return { arrays: new Float32Array(0), step: 0 };
  }

  restore(): void {}

  dispose(): void {}
}

/** Stands in for the engines. */
export async function heldWeights(
  { model }: LearnerDescription,
  engine: EngineName,
): Promise<{ learner: Learner; engine: EngineName }> {
  const { size } = (model as unknown as { parameters: { size: number } }).parameters;
  return { learner: new HeldWeights(size), engine };
}
