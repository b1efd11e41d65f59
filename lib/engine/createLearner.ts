import { ConfigError } from '../errors.js';
import { isPool } from '../models/isPool.js';
import type { Pool } from '../models/pool.js';
import type { Logger } from '../types.js';
import type { Compilation } from './Compilation.js';
import { EngineUnavailable } from './EngineUnavailable.js';
import { createFastLearner } from './fast/createFastLearner.js';
import { FastLearner } from './fast/run/FastLearner.js';
import type { Learner } from './Learner.js';
import type { EngineName, LearnerDescription } from './LearnerDescription.js';
import type { OwnProcess } from './webgpu/createWebgpuLearner.js';

/** What a learner can be made with beside its description. */
export interface Given {
  /** The process that the learner is in, where it has that to itself, which `webgpu` needs. */
  readonly own?: OwnProcess | undefined;
  /** What compiling its networks came to, where that was done elsewhere. */
  readonly compilation?: Compilation | undefined;
}

/** A learner, the engine and the device it really runs on, and why it is not on those that come before. */
export interface CreatedLearner {
  readonly learner: Learner;
  readonly engine: EngineName;
  readonly device: string;
  readonly reasons: readonly string[];
  /** What makes the same learner elsewhere, of the fast engine, without compiling again. */
  readonly compilation: Compilation;
}

type Create = (description: LearnerDescription, logger: Logger | undefined, given: Given) => Promise<Learner>;

/** One line each: what makes a learner, or throws EngineUnavailable. What needs tfjs is loaded only where it is asked for. */
const engines: { readonly [name in Exclude<EngineName, 'auto'>]: Create } = {
  fast: (description, _logger, { compilation }) => createFastLearner(description, compilation?.[0]),
  tensorflow: onTfjs('tensorflow'),
  webgpu: async (description, logger, { own }) =>
    (await import('./webgpu/createWebgpuLearner.js')).createWebgpuLearner(description, logger, own),
  wasm: onTfjs('wasm'),
  cpu: onTfjs('cpu'),
};

function onTfjs(backend: 'tensorflow' | 'wasm' | 'cpu'): Create {
  return async (description, logger) =>
    (await import('./tfjs/createTfjsLearner.js')).createTfjsLearner(backend, description, logger);
}

/** What `auto` tries, in this order, and what takes over from another; the rest is loaded only where it is asked for. */
const order = ['fast', 'wasm', 'cpu'] as const;

/**
 * Makes a learner on the engine that is asked for or, where that cannot be had, on the first that can.
 *
 * @throws ConfigError where the description has a mistake, or no engine can be had: then the reasons are its remedy.
 */
export async function createLearner(
  description: LearnerDescription,
  engine: EngineName,
  logger?: Logger,
  given: Given = {},
): Promise<CreatedLearner> {
  const wrong = (remedy: string) => new ConfigError([{ option: 'engine', value: engine, remedy }]);
  if (engine !== 'auto' && !Object.hasOwn(engines, engine)) {
    throw wrong(`give one of ${['auto', ...Object.keys(engines)].join(', ')}`);
  }
  if (isPool(description.model)) return createPool(description, description.model, engine, logger, given);

  const reasons: string[] = [];
  let compilation: Compilation = [];
  for (const name of engine === 'auto' ? order : new Set([engine, ...order])) {
    try {
      const learner = await engines[name](description, logger, given);
      const { device = 'CPU' } = learner;
      if (reasons.length > 0) logger?.warn(`the engine is ${name}, since ${reasons.join('; ')}`);
      if (learner instanceof FastLearner) {
        compilation = given.compilation ?? [{ program: learner.program, weights: learner.weights() }];
      }
      return { learner, engine: name, device, reasons, compilation };
    } catch (error) {
      if (!(error instanceof EngineUnavailable)) throw error;
      reasons.push(`${name}: ${error.message}`);
      if (name === 'fast') compilation = [{ reason: error.message }];
    }
  }
  throw wrong(reasons.join('; '));
}

/** The members that our own kernels compute together are on the fast engine; where another is asked for, each is on that. */
async function createPool(
  description: LearnerDescription,
  pool: Pool,
  engine: EngineName,
  logger: Logger | undefined,
  { own, compilation: compiled }: Given,
): Promise<CreatedLearner> {
  const { createPoolLearner } = await import('./pool/createPoolLearner.js');
  const used: CreatedLearner[] = [];
  const made: Compilation[number][] = [];
  async function create(of: LearnerDescription, member: number): Promise<Learner> {
    const given = { own, ...(compiled && { compilation: [compiled[member]] }) };
    const created = await createLearner(of, engine, logger, given);
    used.push(created);
    made[member] = created.compilation[0];
    return created.learner;
  }
  const together = engine === 'auto' || engine === 'fast';
  const learner = await createPoolLearner(description, pool, create, !together);
  // Spread, which leaves no holes where members are computed together.
  const compilation = [...made];
  const [first] = used;
  if (!together && first !== undefined) return { ...first, learner, compilation };
  return { learner, engine: 'fast', device: 'CPU', reasons: first?.reasons ?? [], compilation };
}
