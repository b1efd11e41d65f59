import type { WorkerStats } from '../context/Stats.js';
import { buildOnce } from '../engine/tfjs/model/buildOnce.js';
import type { Logger, Snapshot } from '../types.js';
import { type Compiling, compileElsewhere } from './compileElsewhere.js';
import type { Hosted, Place } from './Hosted.js';
import { hostPredictor } from './hostPredictor.js';
import { hostTrainer } from './hostTrainer.js';
import { inline } from './inline.js';
import { type Made, makeLearner } from './makeLearner.js';
import type { Port, PredictReply, PredictRequest, TrainReply, TrainRequest } from './messages.js';
import type { Role } from './RemoteWorker.js';
import type { Workers, WorkersOptions } from './Workers.js';

/** Where each worker runs; a port stands in for its worker. */
export interface Places {
  readonly trainer: Place | Port<TrainRequest, TrainReply>;
  readonly predictor: Place | Port<PredictRequest, PredictReply>;
}

/**
 * Starts the workers where `places` says, from the same weights.
 *
 * @param spare a learner for the one that runs inline; where none does it is disposed of.
 */
export async function place(places: Places, options: WorkersOptions, spare?: Made): Promise<Workers> {
  const [trainsAt, predictsAt] = [kindOf(places.trainer), kindOf(places.predictor)];
  if (trainsAt === 'inline' && predictsAt === 'inline') return inline(options, spare);
  if (trainsAt !== 'inline' && predictsAt !== 'inline') spare?.learner.dispose();
  const described = { ...options, description: await buildOnce(options.description) };
  const isAnyHere = trainsAt === 'inline' || predictsAt === 'inline';
  const here = spare !== undefined ? Promise.resolve(spare) : isAnyHere ? makeLearner(described) : undefined;
  const started = [places.trainer, places.predictor].filter((place) => typeof place !== 'function');
  const compiling = here === undefined ? compileElsewhere(started, described) : undefined;
  const compilation = here?.then((made) => made.compilation) ?? compiling?.compilation;
  // What it says is heard by those who wait for it, and that may be later.
  compilation?.catch(() => {});
  const portable = compilation === undefined ? described : { ...described, compilation };
  const [trainer, predictor] = await all(
    [
      typeof places.trainer === 'function' ? undefined : hostTrainer(places.trainer, portable, here),
      typeof places.predictor === 'function' ? undefined : hostPredictor(places.predictor, portable, here),
    ],
    compiling,
  );
  const { weights, shapes } = (trainer ?? predictor)!;
  const first: Snapshot = { _tag: 'Snapshot', version: 0, labelsDone: 0, weights, shapes };
  const hosts = [trainer, predictor].filter((host) => host !== undefined);
  const roles = {
    trainer: statsOf('trainer', places.trainer, trainer, options.logger),
    predictor: statsOf('predictor', places.predictor, predictor, options.logger),
  };
  return {
    kind: inWords(trainsAt, predictsAt),
    engine: inWords(roles.trainer?.engine, roles.predictor?.engine),
    device: inWords(roles.trainer?.device, roles.predictor?.device),
    roles,
    weights,
    shapes,
    trainer: trainer?.port ?? (places.trainer as Port<TrainRequest, TrainReply>),
    predictor:
      predictor === undefined
        ? (places.predictor as Port<PredictRequest, PredictReply>)
        : startingFrom(first, predictor.port),
    async close() {
      await Promise.all([...hosts, compiling].map((host) => host?.close()));
    },
  };
}

const kindOf = (place: Places[keyof Places]) => (typeof place === 'function' ? 'port' : place.kind);

/** What a worker is. One that is pinned to a GPU sees no other, so it knows no number of it; and says where it cannot use it. */
function statsOf(
  role: Role,
  place: Places[keyof Places],
  host: Hosted<never, unknown> | undefined,
  logger: Logger,
): WorkerStats | undefined {
  if (typeof place === 'function' || host === undefined) return undefined;
  const { kind, gpu } = place;
  const { engine, device } = host;
  if (gpu === undefined) return { kind, engine, device };
  const pinned = /^\d+$/.test(gpu) ? `GPU ${gpu}` : gpu;
  if (device === 'CPU') {
    logger.warn(`adlstream: the ${role} computes on the CPU: its engine, ${engine}, cannot use ${pinned}`);
  }
  return { kind, engine, device: device === 'GPU' ? pinned : device };
}

/** Once where both are the same, or where a port stands in for one. */
function inWords(trainer: string | undefined, predictor: string | undefined): string {
  if (trainer === undefined || predictor === undefined || trainer === predictor) return (trainer ?? predictor)!;
  return `trainer ${trainer}, predictor ${predictor}`;
}

/** The trainer's weights are what both start from, so they ride in the first request. */
function startingFrom(first: Snapshot, port: Port<PredictRequest, PredictReply>): Port<PredictRequest, PredictReply> {
  let begun = false;
  return (request) => {
    if (begun) return port(request);
    begun = true;
    return port({ snapshot: first, ...request });
  };
}

/** What is started side by side; where one fails the others are ended. */
async function all<Hosts extends readonly (Promise<Hosted<never, unknown>> | undefined)[]>(
  hosts: readonly [...Hosts],
  compiling: Compiling | undefined,
): Promise<{ -readonly [I in keyof Hosts]: Awaited<Hosts[I]> }> {
  try {
    return await Promise.all(hosts);
  } catch (error) {
    for (const host of await Promise.allSettled(hosts)) {
      if (host.status === 'fulfilled') await host.value?.close();
    }
    await compiling?.close();
    throw error;
  }
}
