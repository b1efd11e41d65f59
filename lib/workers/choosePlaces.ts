import type { Placement } from '../context/Context.js';
import type { CheckedConfig } from '../context/decodeConfig.js';
import type { Learner } from '../engine/Learner.js';
import { compileElsewhere } from './compileElsewhere.js';
import { type Gpus, gpus } from './gpus.js';
import type { Place, WorkerKind } from './Hosted.js';
import { type Made, makeLearner } from './makeLearner.js';
import type { Places } from './place.js';
import { isPortable } from './portable.js';
import type { WorkersOptions } from './Workers.js';

/** Up to so many milliseconds a call may take in the stream's own thread where nothing is won by having it elsewhere. */
const INLINE_MS = 4;

/** Up to so many milliseconds a prediction may take there where it is to leave at once. */
const LIVE_MS = 1;

/** The first calls also prepare and compile: so many milliseconds are spent on finding out whether a later one is quick. */
const PATIENCE_MS = 60;

interface Kinds {
  readonly trainer: WorkerKind;
  readonly predictor: WorkerKind;
}

export interface Chosen {
  readonly places: Places;
  /** The learner that the choice was measured with, as good as new: for whoever runs inline. */
  readonly spare?: Made;
}

/** Decides where trainer and predictor run. Where a GPU that is asked for is not there that is said, once. */
export async function choosePlaces<V, S>(config: CheckedConfig<V, S>, options: WorkersOptions): Promise<Chosen> {
  const { trainer, predictor, workers, engine } = config;
  const gpuOf = await findGpus(config);

  /** `undefined`: not decided by what was given. */
  const given = (role: Placement | object | undefined): Place | undefined => {
    const { adapter } = (role ?? {}) as Placement;
    if (adapter !== undefined) return { kind: 'process', adapter };
    if (engine === 'webgpu') return { kind: 'process' };
    const gpu = gpuOf(role);
    return gpu === undefined ? undefined : { kind: 'process', gpu };
  };
  const at = <Port extends object>(role: Port | Placement | undefined, kind: WorkerKind): Port | Place =>
    typeof role === 'function' ? (role as Port) : (given(role) ?? { kind });
  const open = [trainer, predictor].some((role) => typeof role !== 'function' && given(role) === undefined);
  const spare = workers === 'auto' && open ? await measured(config, options) : undefined;
  const kinds =
    spare === undefined ? both(workers === 'auto' ? 'inline' : workers) : await measure(spare.learner, config, options);
  const places = { trainer: at(trainer, kinds.trainer), predictor: at(predictor, kinds.predictor) } as Places;
  return spare === undefined ? { places } : { places, spare };
}

/**
 * The learner to measure with. A live feed goes on meanwhile, so that a program for it is made elsewhere; else that would only take
 * longer.
 */
async function measured<V, S>({ maxStaleness }: CheckedConfig<V, S>, options: WorkersOptions): Promise<Made> {
  const isLive = !Number.isFinite(maxStaleness);
  const compiling =
    isLive && isPortable(options.description) ? compileElsewhere([{ kind: 'thread' }], options) : undefined;
  if (compiling === undefined) return makeLearner(options);
  // What is wrong with it is found again here, and is then the very error.
  const compilation = compiling.compilation.catch(() => undefined);
  const made = await makeLearner({ ...options, compilation });
  await compiling.close();
  return made;
}

/** @returns what CUDA_VISIBLE_DEVICES is to be for a placement; `undefined` where it is on the CPU. */
async function findGpus<V, S>({ trainer, predictor, logger }: CheckedConfig<V, S>) {
  const asked = (given: object | undefined) =>
    typeof given === 'function' ? undefined : (given as Placement | undefined)?.gpu;
  const wanted = Object.entries({ trainer: asked(trainer), predictor: asked(predictor) }).filter(
    ([, gpu]) => gpu !== undefined,
  );
  const there: Gpus | undefined = wanted.length > 0 ? await gpus() : undefined;
  const missing = wanted
    .filter(([, gpu]) => there?.find(gpu!) === undefined)
    .map(([role, gpu]) => `GPU ${gpu} for the ${role}`);
  if (missing.length > 0) {
    const count = `${there?.count} may be used here`;
    logger.warn(`adlstream: There are no enough GPU devices, using CPU: no ${missing.join(', no ')}; ${count}`);
  }
  return (given: object | undefined): string | undefined => {
    const gpu = asked(given);
    return gpu === undefined ? undefined : there?.find(gpu);
  };
}

/** By what a call takes. The learner is then put back to where it was. */
async function measure<V, S>(
  learner: Learner,
  { maxStaleness, batchesFed }: CheckedConfig<V, S>,
  options: WorkersOptions,
): Promise<Kinds> {
  const { inputShape, outputs, batchSize } = options.description;
  const width = inputShape.reduce((product, size) => product * size, 1);
  const x = new Float32Array(batchSize * width);
  const y = new Float32Array(batchSize * outputs);
  const predictMs = await best(() => learner.predict({ x: x.subarray(0, width), rows: 1 }), LIVE_MS);
  const predictor = predictMs < LIVE_MS ? 'inline' : 'thread';
  if (!Number.isFinite(maxStaleness) || predictMs >= INLINE_MS) return { trainer: 'thread', predictor };

  const [weights, state] = [await learner.weights(), await learner.save()];
  let step = 0;
  const stepMs = await best(() => learner.train({ x, y, rows: batchSize }, ++step), INLINE_MS / batchesFed);
  learner.load(weights);
  learner.restore(state);
  return stepMs * batchesFed < INLINE_MS ? both('inline') : { trainer: 'thread', predictor };
}

/** Of several calls the best, until one is quick enough or patience ends. */
async function best(call: () => unknown, enoughMs: number): Promise<number> {
  let bestMs = Number.POSITIVE_INFINITY;
  for (let spentMs = 0; bestMs >= enoughMs && spentMs < PATIENCE_MS; ) {
    const start = performance.now();
    await call();
    const ms = performance.now() - start;
    bestMs = Math.min(bestMs, ms);
    spentMs += ms;
  }
  return bestMs;
}

const both = (kind: WorkerKind): Kinds => ({ trainer: kind, predictor: kind });
