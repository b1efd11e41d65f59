import * as E from 'fp-ts/lib/Either.js';
import type { TimestampProvider } from 'rxjs';
import type { EngineName } from '../engine/LearnerDescription.js';
import { ConfigError, type ConfigMistake } from '../errors.js';
import { isPool } from '../models/isPool.js';
import type { Model } from '../models/Model.js';
import { isModel, modelNames } from '../models/names.js';
import { decodeOptimizer } from '../optimizers/decodeOptimizer.js';
import type { Optimizer } from '../optimizers/Optimizer.js';
import type { Logger } from '../types.js';
import type { WorkerKind } from '../workers/Hosted.js';
import { classWeightMistakes } from './ClassWeight.js';
import type { ContextConfig } from './Context.js';
import { checkWebgpu } from './checkWebgpu.js';
import { type ReplaySchedule, replayMistakes } from './replay.js';

/** A configuration without mistakes, its defaults filled in. */
export interface CheckedConfig<V, S = V> extends ContextConfig<V, S> {
  readonly optimizer: Optimizer;
  readonly batchSize: number;
  readonly batchesFed: number;
  readonly schedule: 'window' | 'continuous' | ReplaySchedule;
  readonly maxStaleness: number;
  readonly seed: number;
  readonly engine: EngineName;
  readonly workers: 'auto' | WorkerKind;
  readonly maxRestarts: number;
  readonly hangTimeoutMs: number;
  readonly onNotFinite: 'error' | 'skipBatch' | 'restoreSnapshot';
  readonly onBad: 'error' | 'skip';
  readonly maxPending: number;
  readonly overflow: 'error' | 'dropOldest' | 'dropNewest';
  readonly clock: TimestampProvider;
  readonly logger: Logger;
  /** Whether what is said at `debug` is heard: by a logger of the user's, or in a file. */
  readonly debugs: boolean;
}

/** The console has no levels of its own. */
const toConsole: Logger = {
  debug() {},
  info: (message) => console.info(message),
  warn: (message) => console.warn(message),
  error: (message) => console.error(message),
};

const ENGINES = ['auto', 'fast', 'tensorflow', 'webgpu', 'wasm', 'cpu'] as const;
const WORKERS = ['auto', 'inline', 'thread', 'process'] as const;
const OPTIONS = [
  ...[
    'target',
    'model',
    'optimizer',
    'loss',
    'classWeight',
    'inputShape',
    'batchSize',
    'batchesFed',
    'schedule',
    'maxStaleness',
    'seed',
  ],
  ...[
    'engine',
    'workers',
    'trainer',
    'predictor',
    'maxRestarts',
    'hangTimeoutMs',
    'onBad',
    'onNotFinite',
    'maxPending',
    'overflow',
    'from',
    'clock',
    'logger',
    'logFile',
  ],
];

/**
 * Checks a configuration and fills in its defaults, as a value: `Left` is one ConfigError that lists every mistake with
 * the option, its value and the remedy. `createContext` is the same, thrown.
 *
 * @example
 * ```ts
 * import { classes, decodeConfig } from 'adlstream';
 * import { mlp } from 'adlstream/models';
 *
 * const checked = decodeConfig({ target: classes(['a', 'b']), model: mlp(), batchSize: -1 });
 * if (checked._tag === 'Left') console.log(checked.left.mistakes[0]?.remedy);
 * ```
 */
export function decodeConfig<V, S = V>(config: ContextConfig<V, S>): E.Either<ConfigError, CheckedConfig<V, S>> {
  const mistakes: ConfigMistake[] = [];
  const wrong: Wrong = (option, value, remedy) => void mistakes.push({ option, value, remedy });

  function choice<T extends string>(option: string, value: T | undefined, choices: readonly T[]): T {
    if (value !== undefined && !choices.includes(value)) wrong(option, value, `give one of ${choices.join(', ')}`);
    return value ?? choices[0]!;
  }

  function whole(option: string, value: number | undefined, fallback: number, least: number): number {
    if (value !== undefined && !(Number.isSafeInteger(value) && value >= least)) {
      wrong(option, value, `give a whole number from ${least} up`);
    }
    return value ?? fallback;
  }

  const { target, model, loss, inputShape, maxStaleness = 0, seed, from, logFile } = config;
  for (const option of Object.keys(config)) {
    if (!OPTIONS.includes(option))
      wrong(option, config[option as keyof typeof config], `there is no such option; there are ${OPTIONS.join(', ')}`);
  }
  if (target?._tag !== 'Classes' && target?._tag !== 'Values')
    wrong('target', target, 'give classes([…]) or values([…])');
  checkModel('model', model, wrong);
  if (isPool(model)) {
    for (const [i, member] of (model.members ?? []).entries()) {
      checkModel(`model.members[${i}].model`, member.model, wrong);
    }
    const remedy = (what: string) => `leave it out: each member of a pool has ${what} of its own`;
    if (config.optimizer !== undefined) wrong('optimizer', config.optimizer, remedy('an optimizer'));
    if (loss !== undefined) wrong('loss', loss, remedy('a loss'));
  }
  if (loss !== undefined && typeof loss !== 'string' && !isModule(loss)) {
    wrong('loss', loss, "give tfjs's name of a loss, or { module: URL, export: name }");
  }
  if (config.classWeight !== undefined && typeof target?.encode === 'function') {
    mistakes.push(...classWeightMistakes(config.classWeight, target));
  }
  if (
    inputShape !== undefined &&
    !(inputShape.length > 0 && inputShape.every((size) => Number.isSafeInteger(size) && size > 0))
  ) {
    wrong('inputShape', inputShape, 'give the sizes of one instance, without the batch, such as [6] or [24, 4]');
  }
  if (maxStaleness !== Number.POSITIVE_INFINITY) whole('maxStaleness', maxStaleness, 0, 0);
  if (config.schedule === 'continuous' && maxStaleness !== Number.POSITIVE_INFINITY) {
    wrong('maxStaleness', maxStaleness, "give Infinity, which schedule: 'continuous' needs, since it is never done");
  }
  if (config.schedule === 'continuous' && config.workers === 'inline') {
    wrong(
      'workers',
      'inline',
      "leave it out, or give 'thread' or 'process': schedule 'continuous' would take the whole thread",
    );
  }
  if (isReplay(config.schedule)) {
    for (const { option, value, remedy } of replayMistakes(config.schedule)) wrong(`schedule.${option}`, value, remedy);
    const { batchesFed = 1 } = config;
    if (batchesFed !== 1) wrong('batchesFed', batchesFed, 'leave it out: replayed rows take the place of the window');
    if (isPool(model))
      wrong('schedule', config.schedule, 'leave it out, or give pool({ replay }): its members replay by themselves');
  }
  if (seed !== undefined && !(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 31)) {
    wrong('seed', seed, 'give a whole number from 0 to 2147483647');
  }
  for (const role of ['trainer', 'predictor'] as const) {
    const place = config[role];
    if (place === undefined || typeof place === 'function') continue;
    if (!isPlacement(place)) {
      const gpu = "such as { gpu: 0 }, by its number or UUID, { adapter: 'RTX' }, by its name, or {} for the CPU";
      wrong(
        role,
        place,
        `give a placement, ${gpu}; or a port, a function from a request to an ObservableInput of its reply`,
      );
    } else if (place.gpu !== undefined && (config.workers === 'inline' || config.workers === 'thread')) {
      wrong('workers', config.workers, `a GPU is pinned by process; leave workers out, or the gpu of the ${role}`);
    }
  }
  checkWebgpu(config, wrong);
  if (from !== undefined && from._tag !== 'Snapshot')
    wrong('from', from, "give a Snapshot, such as another context's snapshot$.value");
  if (logFile !== undefined && (typeof logFile !== 'string' || logFile === '')) {
    wrong('logFile', logFile, "give the path of a file, such as 'adlstream.log'");
  }
  const optimizer = decodeOptimizer(config.optimizer ?? 'adam');
  if (E.isLeft(optimizer)) mistakes.push(...optimizer.left);

  const checked = {
    ...config,
    optimizer: E.isRight(optimizer) ? optimizer.right : undefined,
    batchSize: whole('batchSize', config.batchSize, 1, 1),
    batchesFed: whole('batchesFed', config.batchesFed, 1, 1),
    schedule: isReplay(config.schedule)
      ? config.schedule
      : choice('schedule', config.schedule, ['window', 'continuous']),
    maxStaleness,
    seed: seed ?? Math.floor(Math.random() * 2 ** 31),
    engine: choice('engine', config.engine, ENGINES),
    workers: choice('workers', config.workers, WORKERS),
    maxRestarts: whole('maxRestarts', config.maxRestarts, 5, 0),
    hangTimeoutMs: whole('hangTimeoutMs', config.hangTimeoutMs, 60_000, 1),
    onNotFinite: choice('onNotFinite', config.onNotFinite, ['error', 'skipBatch', 'restoreSnapshot']),
    onBad: choice('onBad', config.onBad, ['error', 'skip']),
    maxPending: whole('maxPending', config.maxPending, 10_000, 1),
    overflow: choice('overflow', config.overflow, ['error', 'dropOldest', 'dropNewest']),
    clock: config.clock ?? performance,
    logger: config.logger ?? toConsole,
    debugs: config.logger !== undefined || config.logFile !== undefined,
  };
  return mistakes.length > 0 ? E.left(new ConfigError(mistakes)) : E.right(checked as CheckedConfig<V, S>);
}

type Wrong = (option: string, value: unknown, remedy: string) => void;

function checkModel(option: string, model: unknown, wrong: Wrong): void {
  if (typeof model === 'object' && model !== null && 'model' in model) {
    if (!isModel(model as Model))
      wrong(option, model.model, `there is no such model; there are ${modelNames.join(', ')}`);
  } else if (typeof model !== 'function' && !isModule(model)) {
    wrong(option, model, 'give mlp() or another built-in, a builder function, or { module: URL, export: name }');
  }
}

function isReplay(schedule: unknown): schedule is ReplaySchedule {
  return typeof schedule === 'object' && schedule !== null && 'schedule' in schedule && schedule.schedule === 'replay';
}

function isPlacement(place: unknown): boolean {
  if (typeof place !== 'object' || place === null) return false;
  if (Object.keys(place).some((key) => key !== 'gpu' && key !== 'adapter')) return false;
  const { gpu, adapter } = place as { gpu?: unknown; adapter?: unknown };
  const isName = (value: unknown) => value === undefined || (typeof value === 'string' && value !== '');
  return (isName(gpu) || (Number.isSafeInteger(gpu) && Number(gpu) >= 0)) && isName(adapter);
}

function isModule(reference: unknown): boolean {
  const { module, export: name } = (reference ?? {}) as { module?: unknown; export?: unknown };
  return module instanceof URL && typeof name === 'string';
}
