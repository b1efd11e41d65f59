import { isMainThread } from 'node:worker_threads';
import type { Compilation } from '../engine/Compilation.js';
import { createLearner } from '../engine/createLearner.js';
import type { Eventually, Learner } from '../engine/Learner.js';
import { compact } from './compact.js';
import { expose } from './expose.js';
import { lowerPriority } from './lowerPriority.js';
import type { PredictReply, PredictRequest, TrainReply, TrainRequest } from './messages.js';
import { fromPortable, type PortableDescription } from './portable.js';
import { predictor } from './predictor.js';
import type { Restoring, Started, Starting } from './RemoteWorker.js';
import { trainer } from './trainer.js';

// Run in a worker thread or a forked process: a learner in one of its two roles, asked over threads.js's protocol.

/** The longest that a training goes on, in milliseconds, before messages are looked at. */
const BREATH_MS = 10;

let learner: Learner | undefined;
let answer: (request: never) => Eventually<PredictReply | TrainReply>;
let breathed = 0;

const logger = expose({ start, compile, restore, ask: (request: never) => answer(request) }, () => learner?.dispose());

async function start(starting: Starting): Promise<Started> {
  const { role, description, engine, adapter, makesWay, compilation, createLearner: other } = starting;
  const create: typeof createLearner = other === undefined ? createLearner : (await import(other.module))[other.export];
  const given = { compilation, ...(isMainThread && { own: { adapter } }) };
  const made = await create(fromPortable(description), engine, logger, given);
  const own: Learner = made.learner;
  learner = own;
  if (role === 'predictor') {
    const predict = predictor(own, performance);
    answer = async (request: PredictRequest) => compacted(await predict(request));
  } else {
    if (makesWay) lowerPriority();
    const train = trainer(own, performance, { breathe });
    answer = async (request: TrainRequest) => shared(await train(request));
  }
  return { engine: made.engine, device: made.device, weights: share(await own.weights()), shapes: own.shapes };
}

/** What others are to run; then this worker's work is done. */
async function compile(description: PortableDescription): Promise<Compilation> {
  const { compileNetworks } = await import('../engine/compileNetworks.js');
  const compilation = await compileNetworks(fromPortable(description));
  return compilation.map((of) => (of !== undefined && 'weights' in of ? { ...of, weights: share(of.weights) } : of));
}

function restore({ weights, state }: Restoring): void {
  learner!.load(weights);
  if (state !== undefined) learner!.restore(state);
}

/** The engines compute without a pause, so that a training of many steps would leave every message unread. */
function breathe(): Promise<void> | undefined {
  const now = performance.now();
  if (now - breathed < BREATH_MS) return undefined;
  return new Promise((resolve) => {
    setImmediate(() => {
      breathed = performance.now();
      resolve();
    });
  });
}

function compacted(reply: PredictReply): PredictReply {
  return { ...reply, outputs: compact(reply.outputs) };
}

function shared({ snapshot, state, ...reply }: TrainReply): TrainReply {
  const trained = { ...reply, snapshot: { ...snapshot, weights: share(snapshot.weights) } };
  return state === undefined ? trained : { ...trained, state: { ...state, arrays: share(state.arrays) } };
}

/** From a thread in shared memory, which passes to the host and on to the predictor without another copy; nobody writes to it. */
function share(array: Float32Array): Float32Array {
  if (isMainThread) return array;
  const copy = new Float32Array(new SharedArrayBuffer(array.byteLength));
  copy.set(array);
  return copy;
}
