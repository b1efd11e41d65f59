import type { Logger } from '../../types.js';
import { EngineUnavailable } from '../EngineUnavailable.js';
import type { LearnerDescription } from '../LearnerDescription.js';
import { createOnTfjs, type TfjsEngine } from '../tfjs/createOnTfjs.js';
import { loadTfjs } from '../tfjs/loadTfjs.js';
import { startWebgpu } from './startWebgpu.js';
import { WebgpuLearner } from './WebgpuLearner.js';

/** A process that a learner has to itself. */
export interface OwnProcess {
  /** The WebGPU adapter to compute on, by a part of its name. @default the one that the system prefers */
  readonly adapter?: string | undefined;
}

/** So many rows are predicted at once at least: few cost a GPU as much as one. */
const LEAST_BLOCK = 32;

/**
 * A learner on a GPU that is reached through WebGPU.
 *
 * @param own the process that it is in, where that is its own; else there is none.
 * @throws ConfigError where the description has a mistake, EngineUnavailable where there is no adapter or the network does not train.
 */
export async function createWebgpuLearner(
  description: LearnerDescription,
  logger: Logger | undefined,
  own: OwnProcess | undefined,
): Promise<WebgpuLearner> {
  if (own === undefined) throw new EngineUnavailable("it needs a process of its own; give workers: 'process'");
  const tf = await loadTfjs();
  const { device, backend } = await startWebgpu(tf, own.adapter);
  // What does not fit the GPU is reported aside, and computes zeros.
  backend.device.pushErrorScope('validation');
  const engine: TfjsEngine<WebgpuLearner> = {
    backend: 'webgpu',
    device,
    block: Math.max(LEAST_BLOCK, description.batchSize),
    isReadAtOnce: false,
    create: (parts) => new WebgpuLearner(parts),
  };
  const [created] = await Promise.allSettled([createOnTfjs(tf, engine, description, logger)]);
  const error = await backend.device.popErrorScope();
  if (created.status === 'rejected') throw created.reason;
  if (error === null) return created.value;
  created.value.dispose();
  throw new EngineUnavailable(`the network does not train: ${error.message}`);
}
