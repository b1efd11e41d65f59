import { Observable, type OperatorFunction } from 'rxjs';
import type { Context } from '../context/Context.js';
import { coreOf, type Element } from '../context/Core.js';
import { listen } from '../context/listen.js';
import type { Seat } from '../context/PredictQueue.js';
import type { Instance, Label, Predicted } from '../types.js';

/** An instance with its prediction; a label as it was. */
export type WithPrediction<E, V> = E extends Instance ? E & Predicted<V> : E;

/**
 * Answers each instance with the context's model.
 *
 * Every instance that enters leaves once, in the order of the input, with a `prediction`; labels pass in their place. What
 * arrives while a request is under way is the next micro-batch. Under a finite `maxStaleness` an instance waits for training
 * that is already due, rather than be answered by a snapshot that is further behind.
 *
 * @throws BadRowError for an `x` of another shape or with a number that is not finite (`onBad: 'skip'` counts it instead);
 * OverflowError where more than `maxPending` instances are pending; and whatever ends the context.
 *
 * @example
 * ```ts
 * import { from } from 'rxjs';
 * import { classes, createContext, predictWith } from 'adlstream';
 * import { mlp } from 'adlstream/models';
 *
 * const context = createContext({ target: classes(['calm', 'storm']), model: mlp({ hidden: [4] }), seed: 1 });
 * from([{ id: 1, x: Float32Array.of(0.1, 0.7), row: {} }])
 *   .pipe(predictWith(context))
 *   .subscribe({ next: ({ id, prediction }) => console.log(id, prediction.value), complete: () => context.close() });
 * ```
 */
export function predictWith<V, S, E extends Instance | Label<V>>(
  context: Context<V, S>,
): OperatorFunction<E, WithPrediction<E, V>> {
  const core = coreOf(context);
  return (source) =>
    new Observable((subscriber) => {
      let inside = 0;
      let end: (() => void) | undefined;
      const left = () => {
        inside--;
        if (inside === 0) end?.();
      };
      const seat: Seat = {
        answer(element, prediction) {
          // Ten times faster here than spreading the element.
          const answered = prediction === undefined ? element : Object.assign({}, element, { prediction });
          subscriber.next(answered as WithPrediction<E, V>);
          left();
        },
        dropped: left,
      };
      // What ends the source waits until everything before it has left.
      const endWith = (notify: () => void) => {
        end = notify;
        if (inside === 0) end();
      };
      const place = core.join(seat);
      subscriber.add(() => place.leave());
      subscriber.add(core.onEnd((error) => subscriber.error(error)));
      if (subscriber.closed) return;
      listen(source, subscriber, {
        next: (element) => {
          inside++;
          const error = place.add(element as Element<V>);
          if (error !== undefined) subscriber.error(error);
        },
        error: (error: unknown) => endWith(() => subscriber.error(error)),
        complete: () => endWith(() => subscriber.complete()),
      });
    });
}
