import { ConfigError } from '../errors.js';
import { isPool, type Pool } from '../models/pool.js';
import type { Logger } from '../types.js';
import { EngineUnavailable } from './EngineUnavailable.js';
import { createFastLearner } from './fast/createFastLearner.js';
import type { Learner } from './Learner.js';
import type { EngineName, LearnerDescription } from './LearnerDescription.js';
import { createPoolLearner } from './pool/createPoolLearner.js';
import { createTfjsLearner } from './tfjs/createTfjsLearner.js';
import { createWebgpuLearner, type OwnProcess } from './webgpu/createWebgpuLearner.js';

/** A learner, the engine and the device it really runs on, and why it is not on those that come before. */
export interface CreatedLearner {
  readonly learner: Learner;
  readonly engine: EngineName;
  readonly device: string;
  readonly reasons: readonly string[];
}

type Create = (description: LearnerDescription, logger?: Logger, own?: OwnProcess) => Promise<Learner>;

/** One line each: what makes a learner, or throws EngineUnavailable. */
const engines: { readonly [name in Exclude<EngineName, 'auto'>]: Create } = {
  fast: (description) => createFastLearner(description),
  tensorflow: (description, logger) => createTfjsLearner('tensorflow', description, logger),
  webgpu: createWebgpuLearner,
  wasm: (description, logger) => createTfjsLearner('wasm', description, logger),
  cpu: (description, logger) => createTfjsLearner('cpu', description, logger),
};

/** What `auto` tries, in this order, and what takes over from another; the rest is loaded only where it is asked for. */
const order = ['fast', 'wasm', 'cpu'] as const;

/**
 * Makes a learner on the engine that is asked for or, where that cannot be had, on the first that can.
 *
 * @param own the process that the learner is in, where it has that to itself, which `webgpu` needs.
 * @throws ConfigError where the description has a mistake, or no engine can be had: then the reasons are its remedy.
 */
export async function createLearner(
  description: LearnerDescription,
  engine: EngineName,
  logger?: Logger,
  own?: OwnProcess,
): Promise<CreatedLearner> {
  const wrong = (remedy: string) => new ConfigError([{ option: 'engine', value: engine, remedy }]);
  if (engine !== 'auto' && !Object.hasOwn(engines, engine)) {
    throw wrong(`give one of ${['auto', ...Object.keys(engines)].join(', ')}`);
  }
  if (isPool(description.model)) return createPool(description, description.model, engine, logger, own);

  const reasons: string[] = [];
  for (const name of engine === 'auto' ? order : new Set([engine, ...order])) {
    try {
      const learner = await engines[name](description, logger, own);
      if (reasons.length > 0) logger?.warn(`the engine is ${name}, since ${reasons.join('; ')}`);
      return { learner, engine: name, device: learner.device ?? 'CPU', reasons };
    } catch (error) {
      if (!(error instanceof EngineUnavailable)) throw error;
      reasons.push(`${name}: ${error.message}`);
    }
  }
  throw wrong(reasons.join('; '));
}

/** The members that our own kernels compute together are on the fast engine; where another is asked for, each is on that. */
async function createPool(
  description: LearnerDescription,
  pool: Pool,
  engine: EngineName,
  logger?: Logger,
  own?: OwnProcess,
): Promise<CreatedLearner> {
  const used: CreatedLearner[] = [];
  async function create(member: LearnerDescription): Promise<Learner> {
    const created = await createLearner(member, engine, logger, own);
    used.push(created);
    return created.learner;
  }
  const together = engine === 'auto' || engine === 'fast';
  const learner = await createPoolLearner(description, pool, create, !together);
  const [first] = used;
  if (together || first === undefined) return { learner, engine: 'fast', device: 'CPU', reasons: first?.reasons ?? [] };
  return { ...first, learner };
}
