import { ConfigError, type ConfigMistake } from '../errors.js';
import type { Activation } from './Activation.js';
import { activation as anActivation, checkParameters, sizes, someSizes } from './checkParameters.js';
import { completeDenseEnd, type DenseEnd, denseEndKinds } from './DenseEnd.js';
import type { Model } from './Model.js';

/** What `cnn` takes. */
export interface CnnParameters extends DenseEnd {
  /** Filters of each convolution, from the input on. @default [64, 128] */
  readonly filters?: readonly number[];
  /** How many steps each convolution sees. @default 7 for the first, 5 for the others */
  readonly kernelSizes?: readonly number[];
  /** How many steps become one after each convolution; 1 for no pooling. @default 2 for each */
  readonly poolSizes?: readonly number[];
  /** Of the convolutions. @default 'relu' */
  readonly activation?: Activation;
}

/**
 * A convolutional network: convolutions over the steps, each with its max pooling, dense hidden layers, then a dense output layer.
 *
 * Input `[steps, features]`; `[length]` is taken for so many steps of one feature, and of a longer shape the first size is the
 * steps. Out come `[outputs]`; what the output layer ends in follows from the target and the loss. Convolutions keep the number
 * of steps; a pooling that would leave a single step is left out. Initial weights are Glorot uniform from the seed, biases 0.
 *
 * As in ADLStream, but for `denseActivation`, which is linear there, and `denseDropout`, which is without effect there.
 *
 * @throws ConfigError that lists every parameter out of its range.
 * @see LeCun et al., "Gradient-Based Learning Applied to Document Recognition" (1998)
 * @example
 * import { cnn } from 'adlstream/models';
 *
 * console.log(cnn({ filters: [16, 32, 32] }).parameters.kernelSizes); // [ 7, 5, 5 ]
 */
export function cnn({ filters = [64, 128], activation = 'relu', ...rest }: CnnParameters = {}): Model {
  const each = (make: (index: number) => number) => (Array.isArray(filters) ? filters.map((_, i) => make(i)) : []);
  const { kernelSizes = each((i) => (i === 0 ? 7 : 5)), poolSizes = each(() => 2), ...end } = rest;
  const parameters = checkParameters(
    { filters, kernelSizes, poolSizes, activation, ...completeDenseEnd(end) },
    {
      filters: someSizes('the filters of each convolution', '[64, 128]'),
      kernelSizes: sizes('the steps that each convolution sees', '[7, 5]'),
      poolSizes: sizes('the steps that become one after each convolution', '[2, 2], or [1, 1] for no pooling'),
      activation: anActivation,
      ...denseEndKinds,
    },
  );
  const mistakes: ConfigMistake[] = [];
  for (const [option, value] of Object.entries({ kernelSizes, poolSizes })) {
    if (value.length === filters.length) continue;
    mistakes.push({ option, value, remedy: `give one for each of the ${filters.length} convolutions` });
  }
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  return { model: 'cnn', parameters };
}
