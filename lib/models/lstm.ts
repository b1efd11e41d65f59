import type { Model } from './Model.js';
import { type RecurrentParameters, recurrent } from './recurrent.js';

/**
 * A long short-term memory network: stacked LSTM layers, dense hidden layers, then a dense output layer.
 *
 * Input `[steps, features]`; `[length]` is taken for so many steps of one feature, and of a longer shape the first size is the
 * steps. Out come `[outputs]`; what the output layer ends in follows from the target and the loss. Initial weights are Glorot
 * uniform from the seed, the recurrent ones too, where Keras draws orthogonal ones. The forget gate starts with a bias of 1.
 *
 * As in ADLStream, but for `denseActivation`, which is linear there.
 *
 * @throws ConfigError that lists every parameter out of its range.
 * @see Hochreiter and Schmidhuber, "Long Short-Term Memory" (1997). Agrees with Keras' \`LSTM\`.
 * @example
 * import { lstm } from 'adlstream/models';
 *
 * console.log(lstm({ units: [32, 16], dropout: 0.1 }).parameters.units); // [ 32, 16 ]
 */
export function lstm(parameters: RecurrentParameters = {}): Model {
  return recurrent('lstm', parameters);
}
