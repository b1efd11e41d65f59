import type { Batch, LabelledBatch, Learner, LearnerState } from '../../lib/engine/Learner.js';

/** Softmax regression in plain JavaScript, without an engine: small, exact, and sensitive to every label it is given. */
export class LinearLearner implements Learner {
  readonly shapes: readonly (readonly number[])[];
  #weights: Float32Array;

  constructor(
    private readonly width: number,
    private readonly outputs: number,
    private readonly rate = 0.1,
  ) {
    this.shapes = [[width, outputs]];
    this.#weights = Float32Array.from({ length: width * outputs }, (_, i) => ((i % 7) - 3) / 10);
  }

  train({ x, y, w, rows }: LabelledBatch): number {
    const p = this.predict({ x, rows });
    const gradient = new Float32Array(this.#weights.length);
    let loss = 0;
    for (let row = 0; row < rows; row++) {
      const weight = w?.[row] ?? 1;
      for (let o = 0; o < this.outputs; o++) {
        const at = row * this.outputs + o;
        if (y[at]! > 0) loss -= weight * Math.log(Math.max(1e-9, p[at]!));
        for (let i = 0; i < this.width; i++) {
          gradient[i * this.outputs + o]! += (weight * (p[at]! - y[at]!) * x[row * this.width + i]!) / rows;
        }
      }
    }
    this.#weights = this.#weights.map((w, i) => w - this.rate * gradient[i]!);
    return loss / rows;
  }

  predict({ x, rows }: Batch): Float32Array {
    const out = new Float32Array(rows * this.outputs);
    for (let row = 0; row < rows; row++) {
      let sum = 0;
      for (let o = 0; o < this.outputs; o++) {
        let logit = 0;
        for (let i = 0; i < this.width; i++) logit += x[row * this.width + i]! * this.#weights[i * this.outputs + o]!;
        out[row * this.outputs + o] = Math.exp(logit);
        sum += Math.exp(logit);
      }
      for (let o = 0; o < this.outputs; o++) out[row * this.outputs + o]! /= sum;
    }
    return out;
  }

  weights(): Float32Array {
    return this.#weights.slice();
  }

  load(weights: Float32Array): void {
    this.#weights = weights.slice();
  }

  save(): LearnerState {
    return { arrays: new Float32Array(0), step: 0 };
  }

  restore(): void {}

  dispose(): void {}
}
