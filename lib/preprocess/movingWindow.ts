import { Observable, type OperatorFunction } from 'rxjs';
import type { Context } from '../context/Context.js';
import { coreOf } from '../context/Core.js';
import { listen } from '../context/listen.js';
import { Outlet } from '../context/Outlet.js';
import { ConfigError, type ConfigMistake } from '../errors.js';
import type { Description, Instance, Label, Labelled } from '../types.js';
import { RowWindow } from './RowWindow.js';

/** The sizes of a window, and what is in it. */
export interface MovingWindowOptions {
  /** The rows of one window. */
  readonly pastHistory: number;
  /** Rows from a window's last to the first that is forecast. @default 1 */
  readonly shift?: number;
  /** The indices of the features that go into the window, in this order. @default all of them */
  readonly inputs?: readonly number[];
}

/**
 * Turns labelled rows into windows of the newest `pastHistory` rows, to forecast what follows.
 *
 * It belongs behind `scale`, so that a row is decoded and scaled once. Per row there leaves first the label that it completes,
 * then the window that it ends:
 * - a window is an instance whose `x` has the shape [pastHistory, features], row-major, with the `id`, `row` and `weight` of its
 *   last row; where `inputShape` is not configured, the context learns the model's from it;
 * - its label is the array of the `horizon` rows' labels that begin `shift` rows behind its last row (the label of that one
 *   row, where the target has no horizon). With `shift: 0` and one row that is the last row itself: then the window is first.
 *
 * Of L rows come L - pastHistory + 1 windows and L - pastHistory - shift - horizon + 2 labels; the first label is that of the
 * first window. Agrees with ADLStream's `MovingWindowStreamGenerator`.
 *
 * The newest rows stay in the context under the name `movingWindow`, and whoever subscribes next goes on from them.
 *
 * @throws ConfigError for an option that will not do; on subscription, where another `movingWindow` is live on the same
 * context. BadRowError for a row without the window's features, or where one is not finite (`onBad: 'skip'` counts it, and
 * goes on as if it had not come).
 *
 * @example
 * ```ts
 * import { lastValueFrom } from 'rxjs';
 * import { createContext, instances, joinLabels, movingWindow, predictWith, scale, stream, trainOn, values } from 'adlstream';
 * import { mlp } from 'adlstream/models';
 * import { standardization } from 'adlstream/preprocess';
 *
 * const rows = Array.from({ length: 300 }, (_, t) => ({ s0: Math.sin(t / 20), s1: Math.cos(t / 20) }));
 *
 * const context = createContext({ target: values(['s0'], { horizon: 3 }), model: mlp({ hidden: [16] }), seed: 1 });
 * const last = await lastValueFrom(
 *   stream(context, rows).pipe(
 *     instances(context, { label: 's0' }),
 *     scale(context, standardization()),
 *     movingWindow(context, { pastHistory: 12 }),
 *     predictWith(context),
 *     joinLabels(context),
 *     trainOn(context),
 *   ),
 * );
 * console.log(last.prediction.value.length, last.y.length); // 3 3
 * await context.close();
 * ```
 */
export function movingWindow<V, S, Row>(
  context: Context<V, S>,
  { pastHistory, shift = 1, inputs }: MovingWindowOptions,
): OperatorFunction<Labelled<S, Row>, Instance<Row> | Label<V>> {
  checkOptions(pastHistory, shift, inputs);
  const core = coreOf(context);
  const { horizon } = core.target;
  const sizes = { past: pastHistory, shift, horizon, inputs };
  const description: Description<RowWindow<V, S>> = {
    name: `movingWindow(${pastHistory}, ${shift}, ${horizon}, ${inputs?.join(' ')})`,
    create: (saved) => new RowWindow<V, S>(sizes, saved),
  };
  return (source) =>
    new Observable((subscriber) => {
      const owned = core.own('movingWindow', description);
      subscriber.add(() => owned.release());
      const window = owned.part;
      const outlet = new Outlet<Instance<Row> | Label<V>>(subscriber);
      const put = (element: Instance<Row> | Label<V>) => outlet.add(element);
      let told = false;
      listen(source, subscriber, {
        next: (row) => {
          const reason = window.wrongWith(row.x);
          if (reason !== undefined) {
            const error = core.reject({ _tag: 'BadRow', row: row.row, field: 'x', reason });
            if (error !== undefined) outlet.error(error);
            return;
          }
          if (!told) core.inputShape([pastHistory, inputs?.length ?? row.x.length]);
          told = true;
          window.add(row, put);
          outlet.flush();
        },
        error: (error: unknown) => outlet.error(error),
        complete: () => outlet.complete(),
      });
    });
}

function checkOptions(pastHistory: number, shift: number, inputs: readonly number[] | undefined): void {
  const mistakes: ConfigMistake[] = [];
  const whole = (value: number, least: number) => Number.isSafeInteger(value) && value >= least;
  const wrong = (option: string, value: unknown, remedy: string) =>
    mistakes.push({ option: `movingWindow.${option}`, value, remedy });
  if (!whole(pastHistory, 1)) wrong('pastHistory', pastHistory, 'give a whole number of rows, 1 or more');
  if (!whole(shift, 0)) wrong('shift', shift, 'give a whole number of rows, 0 or more');
  if (inputs !== undefined && !(inputs.length > 0 && inputs.every((input) => whole(input, 0)))) {
    wrong('inputs', inputs, 'give indices of features, from 0 up; leave it out for all of them');
  }
  if (mistakes.length > 0) throw new ConfigError(mistakes);
}
