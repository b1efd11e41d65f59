import type { Scaler } from '../preprocess/Scaler.js';
import type { Target } from '../target/Target.js';
import type { States } from './States.js';

/** A target with the running scale of its labels, which is learned where labels are handed over. */
export class TargetScale<V> {
  readonly #scaler: Scaler | undefined;

  constructor(
    private readonly target: Target<V, unknown>,
    states: States,
  ) {
    // The context itself is the owner, for as long as it lives.
    if (target.scale !== undefined) this.#scaler = states.own('target', target.scale).part;
  }

  /** @returns what the model is to put out, before the scale; or what is wrong with the label. */
  encode(y: V): Float32Array | string {
    let encoded: Float32Array;
    try {
      encoded = this.target.encode(y);
    } catch (error) {
      return (error as Error).message;
    }
    for (let i = 0; i < encoded.length; i++) {
      const value = encoded[i]!;
      if (value - value !== 0) return `is ${value}; only finite numbers can be learned`;
    }
    return encoded;
  }

  /** From an encoded label to what is trained on. The scale learns it first, as scalers do. */
  learn(encoded: Float32Array): Float32Array {
    const scaler = this.#scaler;
    if (scaler === undefined) return encoded;
    return this.#steps(encoded, (step) => {
      scaler.learn(step);
      return scaler.transform(step);
    });
  }

  value(output: Float32Array): V {
    const scaler = this.#scaler;
    return this.target.value(scaler === undefined ? output : this.#steps(output, (step) => scaler.inverse(step)));
  }

  /** A horizon is several steps of the same values, each scaled alike. */
  #steps(values: Float32Array, change: (step: Float32Array) => Float32Array): Float32Array {
    const width = this.target.width;
    if (values.length === width) return change(values);
    const changed = new Float32Array(values.length);
    for (let at = 0; at < values.length; at += width) changed.set(change(values.subarray(at, at + width)), at);
    return changed;
  }
}
