import type { Activation } from './Activation.js';
import { activation as anActivation, checkParameters, rate, size } from './checkParameters.js';
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
}

/**
 * A transformer's encoder: layers of self-attention over the steps, all steps flattened, dense hidden layers, then a dense output
 * layer.
 *
 * Input `[steps, features]`; `[length]` is taken for so many steps of one feature, and of a longer shape the first size is the
 * steps. Out come `[outputs]`, the whole horizon of a forecast at once; what the output layer ends in follows from the target and
 * the loss. Each step becomes `modelSize` numbers, to which its position is added as waves. Each layer: attention, added and
 * normalised, then two dense layers, added and normalised. Initial weights are Glorot uniform from the seed, biases 0.
 *
 * ADLStream's encoder lacks the attention, and its decoder goes through the horizon step by step; here there is no decoder.
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
  const parameters = checkParameters(
    { modelSize, heads, layers, feedForward, activation, dropout, ...completeDenseEnd(given) },
    {
      ...{ modelSize: size, heads: size, layers: size, feedForward: size, activation: anActivation },
      ...{ dropout: rate, ...denseEndKinds },
    },
  );
  return { model: 'transformer', parameters };
}
