import type { Compilation } from '../engine/Compilation.js';
import { createLearner } from '../engine/createLearner.js';
import type { Learner } from '../engine/Learner.js';
import type { EngineName } from '../engine/LearnerDescription.js';
import type { WorkersOptions } from './Workers.js';

/** A learner, and the engine and device that were really had. */
export interface Made {
  readonly learner: Learner;
  readonly engine: EngineName;
  readonly device: string;
  /** What makes the same learner elsewhere; none of a learner that no engine made. */
  readonly compilation?: Compilation;
}

/** A learner in this thread. */
export async function makeLearner(options: WorkersOptions): Promise<Made> {
  const { description, engine, logger, createLearner: own } = options;
  const create: typeof createLearner = own === undefined ? createLearner : (await import(own.module.href))[own.export];
  const made = await create(description, engine, logger, { compilation: await options.compilation });
  if (options.weights !== undefined) made.learner.load(options.weights);
  return made;
}
