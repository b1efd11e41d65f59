import type { Activation } from './Activation.js';
import { activation, type Kind, rate, sizes } from './checkParameters.js';

/** The dense hidden layers that many models have before their output. */
export interface DenseEnd {
  /** Units of each dense hidden layer before the output. @default [] */
  readonly dense?: readonly number[];
  /** Of the dense hidden layers. @default 'relu' */
  readonly denseActivation?: Activation;
  /** The share of a dense hidden layer's outputs that training drops, from 0 up to but not 1. @default 0 */
  readonly denseDropout?: number;
}

export const denseEndKinds: { readonly [name in keyof DenseEnd]-?: Kind } = {
  dense: sizes('the units of each dense layer', '[64, 32], or []'),
  denseActivation: activation,
  denseDropout: rate,
};

/** With the defaults filled in. */
export function completeDenseEnd({ dense = [], denseActivation = 'relu', denseDropout = 0 }: DenseEnd) {
  return { dense, denseActivation, denseDropout };
}
