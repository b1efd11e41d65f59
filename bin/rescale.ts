import { identity, type MonoTypeOperatorFunction } from 'rxjs';
import { type AnyContext, type Instance, type Label, scale } from '../lib/index.js';
import { meanNormalization, minMax, standardization } from '../lib/preprocess/index.js';
import type { Settings } from './settings.js';

export const SCALERS = {
  standardization: standardization({ clip: 4 }),
  minMax: minMax(),
  meanNormalization: meanNormalization(),
};

/** The rescaling of features that was asked for. */
export function rescale<E extends Instance | Label<unknown>>(
  context: AnyContext,
  name: Settings['scale'],
): MonoTypeOperatorFunction<E> {
  return name === 'none' ? identity : scale(context, SCALERS[name]);
}
