import type { Activation } from './Activation.js';
import { activation as anActivation, checkParameters, rate, sizes } from './checkParameters.js';
import type { Model } from './Model.js';

/** What `mlp` takes. */
export interface MlpParameters {
  /** Units of each hidden layer, from the input on; none is a linear model. @default [64] */
  readonly hidden?: readonly number[];
  /** Of the hidden layers. @default 'relu' */
  readonly activation?: Activation;
  /** The share of a hidden layer's outputs that training drops, from 0 up to but not 1. @default 0 */
  readonly dropout?: number;
}

/**
 * A multilayer perceptron: the input flattened, then dense hidden layers, each with its dropout, then a dense output layer.
 *
 * Input of any shape, `[outputs]` out; what the output layer ends in follows from the target and the loss. Initial weights are
 * Glorot uniform from the seed, biases 0. A step takes about 0.1 ms (6-64-2, one row) to 0.5 ms (6-32-64-128-2, 32 rows) on
 * the engine `wasm`.
 *
 * In ADLStream the defaults are `[32, 16, 8]` and linear, which is no more than a linear model.
 *
 * @throws ConfigError that lists every parameter out of its range.
 * @example
 * import { mlp } from 'adlstream/models';
 *
 * console.log(mlp({ hidden: [32, 16], dropout: 0.2 }).parameters.hidden); // [ 32, 16 ]
 */
export function mlp({ hidden = [64], activation = 'relu', dropout = 0 }: MlpParameters = {}): Model {
  const parameters = checkParameters(
    { hidden, activation, dropout },
    { hidden: sizes('the units of each hidden layer', '[64, 32]'), activation: anActivation, dropout: rate },
  );
  return { model: 'mlp', parameters };
}
