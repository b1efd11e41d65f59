import { getPriority } from 'node:os';
import type { Batch, Learner, LearnerState } from '../../lib/engine/Learner.js';
import type { EngineName, LearnerDescription } from '../../lib/engine/LearnerDescription.js';
import type { Logger } from '../../lib/types.js';

/**
 * A learner whose weights are all the same number: how many times it was trained. Its outputs are the least and the greatest
 * weight, so that a prediction from two versions shows. It tells its pid, and with what priority it is asked.
 */
class UniformLearner implements Learner {
  readonly shapes: readonly (readonly number[])[];
  #weights: Float32Array;
  #told = false;

  constructor(
    size: number,
    private readonly logger: Logger,
  ) {
    this.shapes = [[size]];
    this.#weights = new Float32Array(size);
  }

  train(): number {
    this.#tell('trains');
    this.#weights.fill(this.#weights[0]! + 1);
    return 0;
  }

  predict({ rows }: Batch): Float32Array {
    this.#tell('predicts');
    const [least, greatest] = this.#weights.reduce(
      ([low, high], weight) => [Math.min(low, weight), Math.max(high, weight)] as const,
      [this.#weights[0]!, this.#weights[0]!] as const,
    );
    return Float32Array.from({ length: 2 * rows }, (_, i) => (i % 2 === 0 ? least : greatest));
  }

  weights(): Float32Array {
    return this.#weights.slice();
  }

  load(weights: Float32Array): void {
    this.#weights = weights.slice();
  }

  save(): LearnerState {
    return { arrays: this.#weights.slice(), step: this.#weights[0]! };
  }

  restore(state?: LearnerState): void {
    if (state?.arrays.some((moment) => moment !== state.step)) throw new RangeError('a state in pieces');
  }

  dispose(): void {}

  #tell(what: string): void {
    if (this.#told) return;
    this.#told = true;
    this.logger.info(`${what} with priority ${getPriority()}`);
  }
}

/** Stands in for the engines; `size` is the number of its weights. */
export async function uniform(
  { model }: LearnerDescription,
  engine: EngineName,
  logger: Logger,
): Promise<{ learner: Learner; engine: EngineName }> {
  logger.info(`pid ${process.pid}`);
  const { size } = (model as unknown as { parameters: { size: number } }).parameters;
  return { learner: new UniformLearner(size, logger), engine };
}
