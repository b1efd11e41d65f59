import type { EngineName } from '../engine/LearnerDescription.js';
import type { Place } from './Hosted.js';
import { toPortable, toReference } from './portable.js';
import { processLink } from './processLink.js';
import { RemoteWorker, type Role } from './RemoteWorker.js';
import { Survivor } from './Survivor.js';
import { threadLink } from './threadLink.js';
import type { WorkersOptions } from './Workers.js';

const ENGINES = { module: new URL('../engine/createLearner.js', import.meta.url), export: 'createLearner' };

/** A learner in a worker of its own, and in another when that dies. */
export function survive<Request, Reply>(
  role: Role,
  place: Place,
  options: WorkersOptions,
  prepare: (worker: RemoteWorker<Request, Reply>) => Promise<void>,
): Survivor<Request, Reply> {
  const { description, createLearner = ENGINES } = options;
  const { adapter } = place;
  const engine = options.engine === 'auto' ? engineOf(place) : options.engine;
  const makesWay = role === 'trainer' && !options.repeats;
  const made = { description: toPortable(description), createLearner: toReference(createLearner) };
  const starting = { role, engine, adapter, makesWay, ...made };
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

/** The one that computes on the device that was asked for; where it cannot be had it says so, and the next takes over. */
function engineOf({ gpu, adapter }: Place): EngineName {
  if (adapter !== undefined) return 'webgpu';
  return gpu === undefined ? 'auto' : 'tensorflow';
}
