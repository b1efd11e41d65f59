import { Observable, type OperatorFunction } from 'rxjs';
import type { Context } from '../context/Context.js';
import { coreOf } from '../context/Core.js';
import { Fifo } from '../context/Fifo.js';
import { listen } from '../context/listen.js';
import { Outlet } from '../context/Outlet.js';
import { fromPlain, toPlain } from '../context/plain.js';
import { ConfigError } from '../errors.js';
import type { Description, Instance, Label, Labelled, PlainData, Stateful } from '../types.js';

/**
 * Replays labelled rows as if their labels came `rows` rows later.
 *
 * Each instance leaves at once without its label; before the instance that is `rows` rows behind it, its label leaves as
 * `{ id, y }`. With 0 the label follows its own instance. When the source completes, the labels that are left leave before that. On error and
 * unsubscribe they stay in the context under the name `delayLabels`, and whoever subscribes next goes on from there. Further
 * fields of an element than `id`, `x`, `row` and `weight` are left out.
 *
 * @throws ConfigError where `rows` is not a whole number from 0 on; on subscription, where another `delayLabels` is live on
 * the same context.
 *
 * @example
 * ```ts
 * import { lastValueFrom } from 'rxjs';
 * import { classes, createContext, delayLabels, instances, joinLabels, predictWith, stream, trainOn } from 'adlstream';
 * import { mlp } from 'adlstream/models';
 * import { sea } from 'adlstream/source';
 *
 * const context = createContext({ target: classes(['0', '1']), model: mlp({ hidden: [8] }), seed: 1 });
 * const last = await lastValueFrom(
 *   stream(context, sea({ seed: 1, instances: 200 })).pipe(
 *     instances(context, { label: 'class' }),
 *     delayLabels(context, 100),
 *     predictWith(context),
 *     joinLabels(context),
 *     trainOn(context),
 *   ),
 * );
 * console.log(last.prediction.version); // 100
 * await context.close();
 * ```
 */
export function delayLabels<V, S, Row>(
  context: Context<V, S>,
  rows: number,
): OperatorFunction<Labelled<V, Row>, Instance<Row> | Label<V>> {
  if (!(Number.isSafeInteger(rows) && rows >= 0)) {
    throw new ConfigError([{ option: 'delayLabels.rows', value: rows, remedy: 'give a whole number from 0 up' }]);
  }
  const core = coreOf(context);
  const description: Description<DelayedLabels<V>> = {
    name: 'delayLabels',
    create: (saved) => new DelayedLabels<V>(saved),
  };
  return (source) =>
    new Observable((subscriber) => {
      const owned = core.own('delayLabels', description);
      subscriber.add(() => owned.release());
      const { waiting } = owned.part;
      const outlet = new Outlet<Instance<Row> | Label<V>>(subscriber);
      listen(source, subscriber, {
        next: ({ id, x, row, y, weight }) => {
          if (rows > 0) while (waiting.length >= rows) outlet.add(waiting.shift()!);
          outlet.add(weight === undefined ? { id, x, row } : { id, x, row, weight });
          if (rows > 0) waiting.push({ id, y });
          else outlet.add({ id, y });
          outlet.flush();
        },
        error: (error: unknown) => outlet.error(error),
        complete: () => {
          for (let label = waiting.shift(); label !== undefined; label = waiting.shift()) outlet.add(label);
          outlet.complete();
        },
      });
    });
}

class DelayedLabels<V> implements Stateful {
  readonly waiting = new Fifo<Label<V>>();

  constructor(saved?: PlainData) {
    if (saved !== undefined) for (const label of fromPlain(saved) as Label<V>[]) this.waiting.push(label);
  }

  save(): PlainData {
    return Array.from({ length: this.waiting.length }, (_, i) => toPlain(this.waiting.at(i)) ?? null);
  }
}
