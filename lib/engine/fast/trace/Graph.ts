/**
 * What one run of a model did, as plain data: which kernels were called on which values.
 *
 * A value is a piece of storage, so a reshape makes no new one; the shape under which it is read or written belongs to
 * each call. All values are floats here: tfjs's booleans are 0 and 1, its int32 whole numbers.
 */
export interface Graph {
  readonly values: readonly Value[];
  readonly calls: readonly Call[];
}

export type Value =
  /** Filled by the run before each step: features, labels, a dropout layer's mask. */
  | { readonly kind: 'input'; readonly size: number }
  /** A weight of the model: `index` is its place in `model.getWeights()`. */
  | { readonly kind: 'variable'; readonly size: number; readonly index: number }
  /** The same at every step; `data` has one number where all are equal. */
  | { readonly kind: 'constant'; readonly size: number; readonly data: Float32Array }
  | { readonly kind: 'computed'; readonly size: number };

/** One kernel call of tfjs. */
export interface Call {
  readonly kernel: string;
  readonly inputs: Readonly<Record<string, Operand>>;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly outputs: readonly Operand[];
}

/** A value as a call sees it. */
export interface Operand {
  /** Index into the graph's values. */
  readonly value: number;
  readonly shape: readonly number[];
  readonly type: string;
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
