import type { Either } from 'fp-ts/lib/Either.js';
import type { Scaler } from '../preprocess/Scaler.js';
import type { Description } from '../types.js';

/**
 * What is predicted. It alone knows the encoding, so `y` and `prediction.value` are in the target's own terms everywhere.
 *
 * `V` is a prediction's value; `S` the label of one row, which differs from `V` in a forecast.
 */
export interface Target<V, S = V> {
  readonly _tag: 'Classes' | 'Values';
  /** How many numbers the model puts out. */
  readonly outputs: number;
  /** How many of them belong to one step of the horizon; all, where there is no horizon. */
  readonly width: number;
  /** How many steps a label has, as an array; absent where it is the label of one row. */
  readonly horizon?: number;
  /** The running scale that labels are learned in, one per value; absent where labels are learned as they are. */
  readonly scale?: Description<Scaler>;
  /** From a row's label field or fields to the label of that row; `Left` says what is wrong with it. */
  decode(raw: unknown): Either<string, S>;
  /** From a label to what the model is to put out, before `scale`. */
  encode(y: V): Float32Array;
  /** From the model's output, after the inverse of `scale`, to the answer. */
  value(output: Float32Array): V;
}
