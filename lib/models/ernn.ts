import type { Model } from './Model.js';
import { type RecurrentParameters, recurrent } from './recurrent.js';

/**
 * An Elman network: stacked simple recurrent layers with tanh, dense hidden layers, then a dense output layer.
 *
 * Input `[steps, features]`; `[length]` is taken for so many steps of one feature, and of a longer shape the first size is the
 * steps. Out come `[outputs]`; what the output layer ends in follows from the target and the loss. Initial weights are Glorot
 * uniform from the seed, the recurrent ones too, where Keras draws orthogonal ones. Biases start as 0.
 *
 * As in ADLStream, but for `denseActivation`, which is linear there.
 *
 * @throws ConfigError that lists every parameter out of its range.
 * @see Elman, "Finding Structure in Time" (1990). Agrees with Keras' \`SimpleRNN\`.
 * @example
 * import { ernn } from 'adlstream/models';
 *
 * console.log(ernn({ units: [32, 16], dropout: 0.1 }).parameters.units); // [ 32, 16 ]
 */
export function ernn(parameters: RecurrentParameters = {}): Model {
  return recurrent('ernn', parameters);
}
