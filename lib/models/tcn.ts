import type { Activation } from './Activation.js';
import { activation as anActivation, checkParameters, flag, oneOf, rate, size, someSizes } from './checkParameters.js';
import { completeDenseEnd, type DenseEnd, denseEndKinds } from './DenseEnd.js';
import type { Model } from './Model.js';

/** What `tcn` takes. */
export interface TcnParameters extends DenseEnd {
  /** Filters of every convolution. @default 64 */
  readonly filters?: number;
  /** How many steps each convolution sees. @default 2 */
  readonly kernelSize?: number;
  /** How far these lie apart, for each residual block of a stack. @default [1, 2, 4, 8, 16] */
  readonly dilations?: readonly number[];
  /** How many stacks of residual blocks follow each other. @default 1 */
  readonly stacks?: number;
  /** Of the convolutions and blocks. @default 'relu' */
  readonly activation?: Activation;
  /** `causal`: a step sees only those before it; `same`: as many before as after. @default 'causal' */
  readonly padding?: 'causal' | 'same';
  /** Whether the end sees the sum of what all blocks add, or what the last block puts out. @default true */
  readonly skipConnections?: boolean;
  /** Whether what each convolution puts out is normalised over the batch and the steps. @default false */
  readonly batchNormalization?: boolean;
  /** The share of each convolution's outputs that training drops, from 0 up to but not 1. @default 0 */
  readonly dropout?: number;
  /** Whether what follows sees all steps, flattened, or only the last (of `same`: the middle one). @default false */
  readonly returnSequences?: boolean;
}

/**
 * A temporal convolutional network: residual blocks of dilated convolutions, dense hidden layers, then a dense output layer.
 *
 * Input `[steps, features]`; `[length]` is taken for so many steps of one feature, and of a longer shape the first size is the
 * steps. Out come `[outputs]`; what the output layer ends in follows from the target and the loss. The last step sees the
 * `1 + 2 · (kernelSize − 1) · stacks · (sum of dilations)` steps up to it. Initial weights are Glorot uniform from the seed, biases 0.
 *
 * As in ADLStream, but for activations, which are linear there, and for `denseDropout` and `returnSequences`, which are without
 * effect there; `dropout` drops single numbers, not whole filters.
 *
 * @throws ConfigError that lists every parameter out of its range.
 * @see Bai, Kolter and Koltun, "An Empirical Evaluation of Generic Convolutional and Recurrent Networks" (2018)
 * @example
 * import { tcn } from 'adlstream/models';
 *
 * console.log(tcn({ dilations: [1, 2, 4] }).parameters.filters); // 64
 */
export function tcn(given: TcnParameters = {}): Model {
  const { filters = 64, kernelSize = 2, dilations = [1, 2, 4, 8, 16], stacks = 1, activation = 'relu' } = given;
  const { padding = 'causal', skipConnections = true, batchNormalization = false, dropout = 0 } = given;
  const { returnSequences = false } = given;
  const parameters = checkParameters(
    {
      ...{ filters, kernelSize, dilations, stacks, activation, padding, skipConnections, batchNormalization, dropout },
      ...{ returnSequences, ...completeDenseEnd(given) },
    },
    {
      ...{ filters: size, kernelSize: size, dilations: someSizes('the dilation of each block', '[1, 2, 4]') },
      ...{ stacks: size, activation: anActivation, padding: oneOf('causal', 'same'), skipConnections: flag },
      ...{ batchNormalization: flag, dropout: rate, returnSequences: flag, ...denseEndKinds },
    },
  );
  return { model: 'tcn', parameters };
}
