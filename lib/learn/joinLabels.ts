import {
  asyncScheduler,
  from,
  Observable,
  type ObservableInput,
  type OperatorFunction,
  type Subscription,
  timer,
} from 'rxjs';
import type { Context } from '../context/Context.js';
import { coreOf } from '../context/Core.js';
import { listen } from '../context/listen.js';
import { Outlet } from '../context/Outlet.js';
import { ConfigError, type ConfigMistake } from '../errors.js';
import type { Description, Instance, Label } from '../types.js';
import { type Arrival, type JoinEvents, LabelJoin } from './LabelJoin.js';

/** How long and how many instances wait for their labels. */
export interface JoinOptions {
  /**
   * How long an instance waits for its label, and a label that came first for its instance, in milliseconds of the
   * scheduler's time. @default for ever
   */
  readonly expireMs?: number;
  /** The most instances that wait, the most labels that do, and of how many joined ids a second label is known. @default 100_000 */
  readonly maxAwaiting?: number;
}

/** An instance with its label. */
export type WithLabel<E, V> = E extends Instance ? E & Label<V> : never;

/** Not inferred from, so that `E` is what comes in, whatever the next operator takes. `NoInfer` would stay to be seen in the result. */
type Given<E> = [E][E extends unknown ? 0 : never];

/** What `joinLabels(context)` is where no label can come, so that the compiler's message says it. */
export interface NoLabelsInThisStream {
  readonly remedy: 'give labels$';
}

/** The longest that a timer of the platform can wait. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * Lets labels that come later meet their instances, and puts out the labelled instances.
 *
 * Labels come from `labels$`, in any order, or, without it, from the stream itself, where `movingWindow` and `delayLabels`
 * put them. Ids are compared as they are: `1` is not `'1'`. An instance leaves as soon as its label is there too, so in the
 * order of the labels' arrival; a label that came before its instance waits for it; an instance that has a label passes.
 *
 * What does not meet is counted as rejected and appears on `context.rejected$`:
 * - `Expired`: an instance without a label after `expireMs`, the oldest where more than `maxAwaiting` wait, one whose id came
 *   again, and those that are left at the end;
 * - `Duplicate`: a label whose id waits, or was joined, among the last `maxAwaiting`;
 * - `Orphan`: a label whose instance did not come within the same bounds, or was given up before. Labels of another scope's
 *   instances end like this, so give each scope its own labels only, or join once where the scopes' streams are merged.
 *
 * It subscribes to `labels$` first, and completes when the source has and nothing is awaited or `labels$` has completed too;
 * without `labels$`, with the source. An error on either side is passed on at once. On error and unsubscribe what waits stays
 * in the context, under the name `joinLabels`, and whoever subscribes next goes on from it; saved, it holds of the rows what is
 * plain data. There is one timer, only where `expireMs` is given and something waits; no process is kept alive by it longer.
 *
 * @throws ConfigError for a wrong option; on subscription, where another `joinLabels` is live on the same context (give each
 * a `context.scope(name)`). BadRowError for a label without `id` or `y` (`onBad: 'skip'` counts it instead). A label that
 * the target does not know is a bad row where it is learned, in `trainOn`.
 *
 * @example
 * ```ts
 * import { of } from 'rxjs';
 * import { classes, createContext, joinLabels, predictWith, trainOn } from 'adlstream';
 * import { mlp } from 'adlstream/models';
 *
 * const context = createContext({ target: classes(['calm', 'storm']), model: mlp({ hidden: [4] }), seed: 1 });
 * const readings$ = of({ id: 'r1', x: Float32Array.of(0.1, 0.7), row: {} });
 * const labels$ = of({ id: 'r1', y: 'storm' } as const);
 * readings$.pipe(predictWith(context), joinLabels(context, labels$, { expireMs: 60_000 }), trainOn(context)).subscribe({
 *   next: ({ id, y, prediction }) => console.log(id, y, prediction.version), // r1 storm 0
 *   complete: () => context.close(),
 * });
 * ```
 */
export function joinLabels<V, S, E extends Instance>(
  context: Context<V, S>,
  labels$: ObservableInput<Label<NoInfer<V>>>,
  options?: JoinOptions,
): OperatorFunction<E, WithLabel<Given<E>, V>>;
export function joinLabels<V, S, E extends Instance | Label<V>>(
  context: Context<V, S>,
  options?: JoinOptions,
): [Label<V>] extends [E] ? OperatorFunction<E, WithLabel<Given<E>, V>> : NoLabelsInThisStream;
export function joinLabels<V, S>(
  context: Context<V, S>,
  first?: ObservableInput<Label<NoInfer<V>>> | JoinOptions,
  second?: JoinOptions,
): unknown {
  const [labels$, options] = isOptions(first) ? [undefined, first] : [first, second];
  const { expireMs = Number.POSITIVE_INFINITY, maxAwaiting = 100_000 } = options ?? {};
  checkOptions(expireMs, maxAwaiting);
  const core = coreOf(context);
  const arrive = (): Arrival => ({ now: asyncScheduler.now(), since: core.clock.now() });
  const events: JoinEvents = {
    rejected: (rejected) => core.reject(rejected),
    joined: (delayMs) => core.countJoined(delayMs),
  };
  const description: Description<LabelJoin<V>> = {
    name: 'joinLabels',
    create: (saved) => new LabelJoin<V>(events, arrive(), saved),
  };

  return (source: Observable<Instance | Label<V>>) =>
    new Observable<Instance & Label<V>>((subscriber) => {
      const owned = core.own('joinLabels', description);
      const join = owned.part;
      const outlet = new Outlet(subscriber);
      const open = new Set<'source' | 'labels$'>(labels$ === undefined ? ['source'] : ['source', 'labels$']);
      let expiry: Subscription | undefined;
      let counted = 0;

      const countAwaiting = (awaiting: number) => {
        if (awaiting !== counted) core.countAwaiting(awaiting - counted);
        counted = awaiting;
      };
      const waitForOldest = () => {
        if (expireMs === Number.POSITIVE_INFINITY) return;
        if (join.oldest === undefined) {
          expiry?.unsubscribe();
          expiry = undefined;
        } else if (expiry === undefined) {
          const ms = Math.max(0, join.oldest + expireMs - asyncScheduler.now());
          expiry = timer(Math.min(ms, LONGEST_MS)).subscribe(() => {
            expiry = undefined;
            join.expire(asyncScheduler.now() - expireMs);
            settle();
          });
        }
      };
      const settle = (joined?: Instance & Label<V>) => {
        if (subscriber.closed) return;
        countAwaiting(join.awaiting);
        if (joined !== undefined) outlet.next(joined);
        if (subscriber.closed) return;
        if (open.has('source') || (open.has('labels$') && join.awaiting > 0)) {
          waitForOldest();
          return;
        }
        join.end();
        countAwaiting(0);
        outlet.complete();
      };
      const takeLabel = (label: Label<V>) => {
        const bad = wrongWith(label);
        if (bad === undefined) {
          settle(join.label(label, arrive(), maxAwaiting));
          return;
        }
        const error = core.reject({ _tag: 'BadRow', row: label, ...bad });
        if (error !== undefined) outlet.error(error);
      };
      const take = (element: Instance | Label<V>) => {
        if ('x' in element) settle(join.instance(element, arrive(), maxAwaiting));
        else takeLabel(element);
      };
      const error = (error: unknown) => outlet.error(error);
      const endOf = (side: 'source' | 'labels$') => () => {
        open.delete(side);
        settle();
      };

      subscriber.add(() => {
        expiry?.unsubscribe();
        countAwaiting(0);
        owned.release();
      });
      subscriber.add(core.onEnd((error) => subscriber.error(error)));
      if (subscriber.closed) return;
      countAwaiting(join.awaiting);
      waitForOldest();
      if (labels$ !== undefined) {
        listen(from(labels$), subscriber, { next: takeLabel, error, complete: endOf('labels$') });
      }
      if (!subscriber.closed) listen(source, subscriber, { next: take, error, complete: endOf('source') });
    });
}

function isOptions(given: object | undefined): given is JoinOptions | undefined {
  if (given === undefined) return true;
  const streams = [
    'then',
    'subscribe',
    'getReader',
    Symbol.iterator,
    Symbol.asyncIterator,
    Symbol.observable ?? '@@observable',
  ];
  return !streams.some((method) => method in given);
}

function checkOptions(expireMs: number, maxAwaiting: number): void {
  const mistakes: ConfigMistake[] = [];
  if (!(expireMs > 0)) mistakes.push({ option: 'expireMs', value: expireMs, remedy: 'give milliseconds above 0' });
  if (!(Number.isSafeInteger(maxAwaiting) && maxAwaiting >= 1)) {
    mistakes.push({ option: 'maxAwaiting', value: maxAwaiting, remedy: 'give a whole number from 1 up' });
  }
  if (mistakes.length > 0) throw new ConfigError(mistakes);
}

function wrongWith(label: Label<unknown>): { readonly field: string; readonly reason: string } | undefined {
  const { id, y } = label ?? {};
  if (typeof id !== 'number' && typeof id !== 'string')
    return { field: 'id', reason: 'a label needs the id of its instance' };
  return y === undefined || y === null ? { field: 'y', reason: 'a label needs a y' } : undefined;
}
