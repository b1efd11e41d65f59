import type { Compilation } from '../engine/Compilation.js';
import { WorkerExitedError } from '../errors.js';
import type { Place } from './Hosted.js';
import { type PortableDescription, toPortable } from './portable.js';
import { processLink } from './processLink.js';
import { SpawnedWorker } from './SpawnedWorker.js';
import { threadLink } from './threadLink.js';
import { threads } from './threads.js';
import type { WorkersOptions } from './Workers.js';

/** Programs that are being made elsewhere. */
export interface Compiling {
  /** `undefined`: whoever made them died of it; then each worker has to make its own. */
  readonly compilation: Promise<Compilation | undefined>;
  /** Settles when nothing of it runs any more. */
  close(): Promise<void>;
}

interface Compiler {
  compile(description: PortableDescription): PromiseLike<Compilation>;
}

/**
 * Compiles a description's networks in a worker that ends when that is done: so tfjs, with the time and memory that it takes, is
 * neither in the host nor in the workers that run the programs, nor in those that are started after them.
 */
export function compileElsewhere({ kind }: Place, options: WorkersOptions): Compiling {
  const { description, logger } = options;
  const link = kind === 'thread' ? threadLink('compiler') : processLink();
  logger.debug(`adlstream: networks are compiled in ${link.name}`);
  const worker = new SpawnedWorker(link, { ...options, role: 'compiler' });

  async function compile(): Promise<Compilation | undefined> {
    try {
      await worker.ready;
      const compiler = (await threads().spawn(worker)) as Compiler;
      return await compiler.compile(toPortable(description));
    } catch (error) {
      if (!(error instanceof WorkerExitedError)) throw error;
      logger.warn(`adlstream: ${error.message}; each worker compiles for itself`);
      return undefined;
    } finally {
      // Nobody has to wait for its end before the context's own.
      void worker.close();
    }
  }
  return { compilation: compile(), close: () => worker.close() };
}
