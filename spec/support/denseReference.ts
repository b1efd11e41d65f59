import type { DenseSpec } from '../../lib/engine/pool/DenseSpec.js';
import { createUpdate } from '../../lib/engine/updates/createUpdate.js';

/** A network of one hidden layer, or none, in plain loops: what the kernels of a pool are compared with. */
export class DenseReference {
  readonly #update;
  readonly #gradients: Float32Array;
  #steps = 0;

  constructor(
    private readonly spec: DenseSpec,
    private readonly inputs: number,
    private readonly outputs: number,
    private readonly target: 'Classes' | 'Values',
    /** As a member's weights lie in the pool. */
    readonly weights: Float32Array,
  ) {
    this.#update = createUpdate(spec.optimizer, weights.length);
    this.#gradients = new Float32Array(weights.length);
  }

  answer(x: Float32Array): number[] {
    return this.#forward(x).answer;
  }

  /** @param limit of values: the greatest error. */
  train(
    rows: readonly Float32Array[],
    targets: readonly Float32Array[],
    limit: number,
    weights: ArrayLike<number> = new Float32Array(rows.length).fill(1),
  ): void {
    const { outputs } = this;
    const { units, activation } = this.spec;
    const gradients = this.#gradients.fill(0);
    rows.forEach((x, row) => {
      const { hidden, answer } = this.#forward(x);
      const errors = answer.map((value, k) => {
        const error = value - targets[row]![k]!;
        return this.target === 'Classes'
          ? (weights[row]! * error) / rows.length
          : (weights[row]! * 2 * Math.max(-limit, Math.min(limit, error))) / (rows.length * outputs);
      });
      const ones = [...x, 1];
      if (units === 0) {
        errors.forEach((error, k) => {
          ones.forEach((value, i) => {
            gradients[k * ones.length + i]! += error * value;
          });
        });
        return;
      }
      const output = ones.length * units;
      for (let j = 0; j < units; j++) {
        let back = 0;
        for (let k = 0; k < outputs; k++) {
          gradients[output + k * units + j]! += errors[k]! * hidden[j]!;
          back += errors[k]! * this.weights[output + k * units + j]!;
        }
        const slope = activation === 'relu' ? Number(hidden[j]! > 0) : 1 - hidden[j]! ** 2;
        ones.forEach((value, i) => {
          gradients[i * units + j]! += value * back * slope;
        });
      }
      for (let k = 0; k < outputs; k++) gradients[output + outputs * units + k]! += errors[k]!;
    });
    this.#update.apply(this.weights, gradients, ++this.#steps);
  }

  #forward(x: Float32Array): { readonly hidden: number[]; readonly answer: number[] } {
    const { outputs, weights, inputs } = this;
    const { units, activation } = this.spec;
    const ones = [...x, 1];
    const hidden = Array.from({ length: units }, (_, j) => {
      const sum = ones.reduce((total, value, i) => total + value * weights[i * units + j]!, 0);
      return activation === 'relu' ? Math.max(0, sum) : Math.tanh(sum);
    });
    const output = (inputs + 1) * units;
    const sums = Array.from({ length: outputs }, (_, k) =>
      units === 0
        ? ones.reduce((total, value, i) => total + value * weights[k * ones.length + i]!, 0)
        : hidden.reduce(
            (total, value, j) => total + value * weights[output + k * units + j]!,
            weights[output + outputs * units + k]!,
          ),
    );
    if (this.target === 'Values') return { hidden, answer: sums };
    const powers = sums.map((sum) => Math.exp(sum - Math.max(...sums)));
    const total = powers.reduce((a, b) => a + b);
    return { hidden, answer: powers.map((power) => power / total) };
  }
}
