import { checkParameters, flag, someSizes } from './checkParameters.js';
import { completeDenseEnd, type DenseEnd, denseEndKinds } from './DenseEnd.js';
import type { Model } from './Model.js';

/** What `esn` takes. */
export interface EsnParameters extends DenseEnd {
  /** Units of each reservoir, from the input on. @default [64] */
  readonly units?: readonly number[];
  /** Whether what follows sees the last reservoir's states at all steps, flattened, or only at the last. @default false */
  readonly returnSequences?: boolean;
  /** Units of each dense hidden layer before the output. @default [32] */
  readonly dense?: readonly number[];
}

/**
 * An echo state network: stacked reservoirs whose weights stay as drawn, dense hidden layers, then a dense output layer.
 *
 * Input `[steps, features]`; `[length]` is taken for so many steps of one feature, and of a longer shape the first size is the
 * steps. Out come `[outputs]`; what the output layer ends in follows from the target and the loss. The reservoirs are those of
 * `echoState` with its defaults; what follows them is trained by gradient, as in ADLStream, from Glorot uniform weights.
 *
 * @throws ConfigError that lists every parameter out of its range.
 * @see Jaeger, "The echo state approach to analysing and training recurrent neural networks" (2001)
 * @example
 * import { esn } from 'adlstream/models';
 *
 * console.log(esn({ units: [128] }).parameters.dense); // [ 32 ]
 */
export function esn({ units = [64], returnSequences = false, dense = [32], ...end }: EsnParameters = {}): Model {
  const parameters = checkParameters(
    { units, returnSequences, ...completeDenseEnd({ ...end, dense }) },
    { units: someSizes('the units of each reservoir', '[64]'), returnSequences: flag, ...denseEndKinds },
  );
  return { model: 'esn', parameters };
}
