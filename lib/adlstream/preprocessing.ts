import type { MonoTypeOperatorFunction } from 'rxjs';
import type { AnyContext } from '../context/Context.js';
import type { Scaler } from '../preprocess/Scaler.js';
import { scale } from '../preprocess/scale.js';
import type { StreamOptions } from '../source/StreamOptions.js';
import type { Description, Instance } from '../types.js';

/** What every stream generator takes. */
export interface GeneratorOptions extends StreamOptions {
  /** Scalers for the features, one after the other; each learns from a row before it scales it. @default none */
  readonly preprocessingSteps?: readonly Description<Scaler>[];
}

/** All steps in their order, each with a state of its own. */
export function preprocessing<E extends Instance>(
  context: AnyContext,
  steps: readonly Description<Scaler>[] = [],
): MonoTypeOperatorFunction<E> {
  return (source) =>
    steps.reduce((rows$, step, i) => rows$.pipe(scale(context.scope(`preprocessing ${i}`), step)), source);
}

/** Whether rows come by a clock. */
export const isPaced = ({ periodMs = 0, backpressure = true }: StreamOptions): boolean => periodMs > 0 || !backpressure;
