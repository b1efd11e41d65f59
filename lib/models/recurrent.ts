import type { PlainData } from '../types.js';
import { checkParameters, flag, type Kind, rate, someSizes } from './checkParameters.js';
import { completeDenseEnd, type DenseEnd, denseEndKinds } from './DenseEnd.js';
import type { Model } from './Model.js';

/** What `lstm`, `gru` and `ernn` take. */
export interface RecurrentParameters extends DenseEnd {
  /** Units of each recurrent layer, from the input on. @default [64] */
  readonly units?: readonly number[];
  /** Whether what follows sees the last recurrent layer's outputs at all steps, flattened, or only at the last. @default false */
  readonly returnSequences?: boolean;
  /** The share of a recurrent layer's inputs that training drops, each by itself, from 0 up to but not 1. @default 0 */
  readonly dropout?: number;
}

/** A description of stacked recurrent layers, its defaults filled in, with what else a model of them has. */
export function recurrent(
  model: 'lstm' | 'gru' | 'ernn',
  { units = [64], returnSequences = false, dropout = 0, ...end }: RecurrentParameters,
  more: { readonly [name: string]: PlainData } = {},
  kinds: { readonly [name: string]: Kind } = {},
): Model {
  const parameters = checkParameters(
    { units, returnSequences, dropout, ...more, ...completeDenseEnd(end) },
    {
      units: someSizes('the units of each recurrent layer', '[64, 32]'),
      returnSequences: flag,
      dropout: rate,
      ...kinds,
      ...denseEndKinds,
    },
  );
  return { model, parameters };
}
