import type { Activation } from './Activation.js';
import { activation as anActivation, checkParameters, indices, rate, size } from './checkParameters.js';
import { completeDenseEnd, type DenseEnd, denseEndKinds } from './DenseEnd.js';
import type { Model } from './Model.js';

/** What `transformer` takes. */
export interface TransformerParameters extends DenseEnd {
  /** The numbers that stand for a step between the layers. @default 16 */
  readonly modelSize?: number;
  /** How many ways each layer has of looking at the other steps; `modelSize / heads` numbers each, rounded up. @default 4 */
  readonly heads?: number;
  /** How many layers of attention follow each other. @default 2 */
  readonly layers?: number;
  /** Units of the dense layer within each of them. @default 64 */
  readonly feedForward?: number;
  /** Of the dense layers within. @default 'relu' */
  readonly activation?: Activation;
  /** The share of what each part adds that training drops, from 0 up to but not 1. @default 0.1 */
  readonly dropout?: number;
  /** The features whose future is forecast, in the order of the values: the decoder begins with their last. @default [] (all features) */
  readonly targets?: readonly number[];
}

/**
 * A transformer: an encoder looks at the steps of the input; a decoder forecasts values step by step, looking back at the encoder and at its
 * own steps. Of classes the encoder alone is made, all its steps flattened.
 *
 * Input `[steps, features]`; `[length]` is taken for so many steps of one feature, and of a longer shape the first size is the
 * steps. Out come `[outputs]`: of a forecast all values of the first step, then all of the second. Each step becomes `modelSize` numbers, to
 * which its position is added as waves. Each of the encoder's layers: attention, added and normalised, then two dense layers, added and
 * normalised; of the decoder's: attention to itself and what came before, attention to the encoder, and the two dense layers, each added
 * and normalised. `dense` layers come last, before the output. Initial weights are Glorot uniform from the seed, biases 0.
 *
 * The decoder begins with the input's last step. In training the step after follows from the true values of that before (teacher
 * forcing), in forecasting from those just forecast, so an error can grow with the horizon. A target without horizon is one step.
 *
 * As in ADLStream, but for the encoder's attention, which is missing there, and dense layers before the output, which it has not.
 *
 * @throws ConfigError that lists every parameter out of its range.
 * @see Vaswani et al., "Attention Is All You Need" (2017)
 * @example
 * import { transformer } from 'adlstream/models';
 *
 * console.log(transformer({ layers: 1 }).parameters.heads); // 4
 */
export function transformer(given: TransformerParameters = {}): Model {
  const { modelSize = 16, heads = 4, layers = 2, feedForward = 64, activation = 'relu', dropout = 0.1 } = given;
  const { targets = [] } = given;
  const parameters = checkParameters(
    { modelSize, heads, layers, feedForward, activation, dropout, targets, ...completeDenseEnd(given) },
    {
      ...{ modelSize: size, heads: size, layers: size, feedForward: size, activation: anActivation },
      ...{ dropout: rate, targets: indices('the features whose future is forecast'), ...denseEndKinds },
    },
  );
  return { model: 'transformer', parameters };
}
