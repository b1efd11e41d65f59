import { flag } from './checkParameters.js';
import type { Model } from './Model.js';
import { type RecurrentParameters, recurrent } from './recurrent.js';

/** What `gru` takes. */
export interface GruParameters extends RecurrentParameters {
  /** Whether the reset gate is applied after the recurrent product, as in Keras and PyTorch, or before it. @default false */
  readonly resetAfter?: boolean;
}

/**
 * A network of gated recurrent units: stacked GRU layers, dense hidden layers, then a dense output layer.
 *
 * Input `[steps, features]`; `[length]` is taken for so many steps of one feature, and of a longer shape the first size is the
 * steps. Out come `[outputs]`; what the output layer ends in follows from the target and the loss. Initial weights are Glorot
 * uniform from the seed, the recurrent ones too, where Keras draws orthogonal ones. Biases start as 0.
 *
 * The reset gate is applied before the recurrent product, as in the paper, unless `resetAfter` says otherwise, as Keras and ADLStream
 * do. Dense layers of ADLStream are linear.
 *
 * @throws ConfigError that lists every parameter out of its range.
 * @see Cho et al., "Learning Phrase Representations using RNN Encoder-Decoder" (2014). Agrees with Keras' `GRU` of the same `reset_after`.
 * @example
 * import { gru } from 'adlstream/models';
 *
 * console.log(gru({ units: [32, 16], dropout: 0.1 }).parameters.units); // [ 32, 16 ]
 */
export function gru({ resetAfter = false, ...parameters }: GruParameters = {}): Model {
  return recurrent('gru', parameters, { resetAfter }, { resetAfter: flag });
}
