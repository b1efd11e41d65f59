import type { Compilation } from '../engine/Compilation.js';
import { networksOf } from '../engine/networksOf.js';
import { WorkerExitedError } from '../errors.js';
import { engineAt } from './engineAt.js';
import type { Place } from './Hosted.js';
import { type PortableDescription, toPortable } from './portable.js';
import { processLink } from './processLink.js';
import { runsPrograms } from './runsPrograms.js';
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
 *
 * @param places of all that are to run them: it runs as the first of them does.
 * @returns `undefined` where there are no programs to be made.
 */
export function compileElsewhere(places: readonly Place[], options: WorkersOptions): Compiling | undefined {
  const { description, engine, logger, createLearner } = options;
  const place = places.find((place) => runsPrograms(engineAt(place, engine)));
  const hasNetworks = networksOf(description).some((network) => network !== undefined);
  if (place === undefined || !hasNetworks || createLearner !== undefined) return undefined;
  const link = place.kind === 'thread' ? threadLink('compiler') : processLink();
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
