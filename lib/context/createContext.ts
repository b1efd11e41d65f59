import * as E from 'fp-ts/lib/Either.js';
import { Subject } from 'rxjs';
import type { Rejected } from '../types.js';
import { startWorkers } from '../workers/startWorkers.js';
import { type Context, type ContextConfig, coreKey } from './Context.js';
import type { Core } from './Core.js';
import { decodeConfig } from './decodeConfig.js';
import { LiveCore } from './LiveCore.js';
import { openLog } from './openLog.js';
import { SnapshotStates } from './SnapshotStates.js';
import { States } from './States.js';

/**
 * Makes what the operators of a pipe share: a model with a trainer and a predictor, the snapshots that pass from one to the
 * other, the queue, the training window, the statistics and the state of every part.
 *
 * It starts when the shape of an instance is known (`inputShape`, else the first instance), and lives until `close()`:
 * whoever creates a context closes it, or declares it with `await using`.
 *
 * @throws ConfigError that lists every mistake with its remedy. ReportError where `logFile` cannot be written.
 *
 * @example
 * ```ts
 * import { classes, createContext } from 'adlstream';
 * import { mlp } from 'adlstream/models';
 * import { sgd } from 'adlstream/optimizers';
 *
 * const context = createContext({
 *   target: classes(['up', 'down']), model: mlp({ hidden: [64] }), optimizer: sgd({ learningRate: 0.05 }), seed: 7,
 * });
 * console.log(context.snapshot$.value._tag); // Starting
 * await context.close();
 * ```
 */
export function createContext<V, S = V>(config: ContextConfig<V, S>): Context<V, S> {
  const decoded = decodeConfig(config);
  if (E.isLeft(decoded)) throw decoded.left;
  const log = openLog(decoded.right.logger, decoded.right.logFile);
  const checked = { ...decoded.right, logger: log.logger };
  const rejected$ = new Subject<Rejected>();
  const states = new States();
  const core = new LiveCore(checked, states, rejected$, (inputShape, news) => startWorkers(checked, inputShape, news));

  async function close(): Promise<void> {
    await core.close();
    log.close();
  }

  function contextFor(scope: string): Context<V, S> & { forget(): void } {
    return {
      target: checked.target,
      seed: checked.seed,
      snapshot$: new SnapshotStates(core.snapshots.state$),
      stats$: core.statistics.stats$,
      rejected$: rejected$.asObservable(),
      scope: (name) => contextFor(`${scope}${name}/`),
      forget: () => states.forget(scope),
      close,
      [Symbol.asyncDispose]: close,
      [coreKey]: scope === '' ? core : scoped(core, scope),
    };
  }
  return contextFor('');
}

/** The same core, with names of its own for the parts of its operators. */
function scoped<V, S>(core: Core<V, S>, scope: string): Core<V, S> {
  return {
    target: core.target,
    clock: core.clock,
    logger: core.logger,
    maxPending: core.maxPending,
    batchSize: core.batchSize,
    get pending() {
      return core.pending;
    },
    own: (name, description) => core.own(`${scope}${name}`, description),
    reject: (rejected) => core.reject(rejected),
    whenPendingBelow: (level, callback) => core.whenPendingBelow(level, callback),
    feeds: () => core.feeds(),
    showScore: (name, value) => core.showScore(`${scope}${name}`, value),
    onEnd: (callback) => core.onEnd(callback),
    join: (seat) => core.join(seat),
    train: (from) => core.train(from),
    isUntrained: (prediction) => core.isUntrained(prediction),
    countAwaiting: (change) => core.countAwaiting(change),
    countJoined: (delayMs) => core.countJoined(delayMs),
    get startedWith() {
      return core.startedWith;
    },
    inputShape: (shape) => core.inputShape(shape),
  };
}
