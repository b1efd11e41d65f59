import { type MonoTypeOperatorFunction, Observable } from 'rxjs';
import type { Context } from '../context/Context.js';
import { coreOf } from '../context/Core.js';
import { listen } from '../context/listen.js';
import type { Labelled, Scored } from '../types.js';

/**
 * Hands each labelled instance to the context's trainer, and passes it on before it does.
 *
 * Each full batch of `batchSize` makes a training due: one walk over the window of the newest `batchSize × batchesFed`. When
 * the source completes, what is left is trained too (a partial batch in one short step) before this completes. On error
 * and unsubscribe a partial batch stays with the context.
 *
 * Only what was predicted is taken, so that no label is learned before its instance was answered. Rows that are never
 * predicted, to warm up on, need `{ from: 'history' }`.
 *
 * @throws BadRowError for a label or an instance that cannot be learned (`onBad: 'skip'` counts it instead); NotFiniteError
 * where a training ends in weights that are not finite; and whatever else ends the context.
 *
 * @example
 * ```ts
 * import { lastValueFrom } from 'rxjs';
 * import { classes, createContext, instances, predictWith, stream, trainOn } from 'adlstream';
 * import { mlp } from 'adlstream/models';
 * import { sea } from 'adlstream/source';
 *
 * const context = createContext({ target: classes(['0', '1']), model: mlp({ hidden: [8] }), seed: 1 });
 * const last = await lastValueFrom(
 *   stream(context, sea({ seed: 1, instances: 100 })).pipe(
 *     instances(context, { label: 'class' }), predictWith(context), trainOn(context)));
 * console.log(last.prediction.version);
 * await context.close();
 * ```
 */
export function trainOn<V, S, E extends Scored<V>>(context: Context<V, S>): MonoTypeOperatorFunction<E>;
export function trainOn<V, S, E extends Labelled<V>>(
  context: Context<V, S>,
  options: { readonly from: 'history' },
): MonoTypeOperatorFunction<E>;
export function trainOn<V, S, E extends Labelled<V>>(
  context: Context<V, S>,
  options?: { readonly from: 'history' },
): MonoTypeOperatorFunction<E> {
  const core = coreOf(context);
  return (source) =>
    new Observable((subscriber) => {
      const handover = core.train(options?.from ?? 'predictions');
      subscriber.add(() => handover.leave());
      subscriber.add(core.onEnd((error) => subscriber.error(error)));
      if (subscriber.closed) return;
      listen(source, subscriber, {
        next: (element) => {
          const encoded = handover.check(element);
          if (encoded === 'skip') return;
          if (encoded instanceof Error) {
            subscriber.error(encoded);
            return;
          }
          subscriber.next(element);
          handover.hand(element, encoded);
        },
        error: (error: unknown) => subscriber.error(error),
        complete: () => handover.complete(() => subscriber.complete()),
      });
    });
}
