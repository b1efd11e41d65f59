import { engineAt } from './engineAt.js';
import type { Place } from './Hosted.js';
import { toPortable, toReference } from './portable.js';
import { processLink } from './processLink.js';
import { RemoteWorker, type Role, type Starting } from './RemoteWorker.js';
import { runsPrograms } from './runsPrograms.js';
import { Survivor } from './Survivor.js';
import { threadLink } from './threadLink.js';
import type { WorkersOptions } from './Workers.js';

/** A learner in a worker of its own, and in another when that dies. */
export function survive<Request, Reply>(
  role: Role,
  place: Place,
  options: WorkersOptions,
  prepare: (worker: RemoteWorker<Request, Reply>) => Promise<void>,
): Survivor<Request, Reply> {
  const { createLearner } = options;
  const engine = engineAt(place, options.engine);
  const description = toPortable(options.description);
  const starting = async (): Promise<Starting> => ({
    ...{ role, description, engine, adapter: place.adapter },
    makesWay: role === 'trainer' && !options.repeats,
    compilation: runsPrograms(engine) ? await options.compilation : undefined,
    createLearner: createLearner && toReference(createLearner),
  });
  const open = async () => {
    const link = place.kind === 'thread' ? threadLink(role) : processLink(place.gpu);
    options.logger.debug(`adlstream: the ${role} runs in ${link.name}`);
    const worker = await RemoteWorker.open<Request, Reply>(link, starting, { ...options, role });
    const { engine, device } = worker.started;
    options.logger.debug(`adlstream: the ${role} is ready in ${link.name}: engine ${engine}, device ${device}`);
    return worker;
  };
  return new Survivor({ ...options, open, prepare });
}
