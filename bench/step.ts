import { EngineUnavailable } from '../lib/engine/EngineUnavailable.js';
import { createFastLearner } from '../lib/engine/fast/createFastLearner.js';
import { FastLearner } from '../lib/engine/fast/run/FastLearner.js';
import type { LearnerDescription } from '../lib/engine/LearnerDescription.js';
import { createTfjsLearner } from '../lib/engine/tfjs/createTfjsLearner.js';
import { loadTfjs } from '../lib/engine/tfjs/loadTfjs.js';
import type { TfjsLearner } from '../lib/engine/tfjs/TfjsLearner.js';
import { startTensorflow } from '../lib/engine/tfjs/tensorflow/startTensorflow.js';
import { startWasm } from '../lib/engine/tfjs/wasm/startWasm.js';
import { adam } from '../lib/optimizers/index.js';
import { allowRelaxed } from './support/allowRelaxed.js';
import type { Bench, Row } from './support/Bench.js';
import { countOperations } from './support/countOperations.js';
import { measuredPeak } from './support/measuredPeak.js';
import { type StepNetwork, stepNetworks } from './support/stepNetworks.js';
import { TfjsStep } from './support/TfjsStep.js';
import { torchTimes } from './support/torchTimes.js';

const BATCHES = [1, 32];
/** How long each engine is timed at one thing, in turns with the others, in blocks. */
const BLOCK_MS = 20;
const BLOCKS = 8;
/** A call that takes longer is timed this often only. */
const SLOW_MS = 200;
const SLOW_BLOCKS = 2;

type Phase = 'train' | 'predict';
interface Setting {
  readonly peak: number;
  /** Whether tfjs-node is installed. */
  readonly hasNode: boolean;
  readonly python: string | undefined;
}
type Work = { readonly [engine: string]: { readonly [phase in Phase]: () => unknown } };

/**
 * One training step (Adam) and one prediction: the fast engine against tfjs's own backends, and against the time that the
 * matrix products alone would take at the peak of one core; against the engine `tensorflow` and tfjs-node, which uses all
 * cores, where that is installed; and against PyTorch, where there is a Python that has it.
 */
export const bench: Bench = {
  name: 'step',
  run: async ({ python }) => {
    const tf = await loadTfjs();
    await startWasm(tf);
    const hasNode = await canStart(() => startTensorflow(tf));
    const peak = measuredPeak('plain');
    console.log(`peak of plain SIMD: ${(peak / 1e9).toFixed(1)} GFLOP/s on one core`);
    const rows: Row[] = [];
    for (const [name, network] of Object.entries(stepNetworks)) {
      for (const batch of BATCHES) rows.push(...(await timeNetwork(name, network, batch, { peak, hasNode, python })));
    }
    return rows;
  },
};

async function timeNetwork(
  name: string,
  network: StepNetwork,
  batch: number,
  { peak, hasNode, python }: Setting,
): Promise<Row[]> {
  const outputs = network.classes || 1;
  const x = Float32Array.from(
    { length: batch * network.inputShape.reduce((a, b) => a * b) },
    () => Math.random() * 2 - 1,
  );
  const y = new Float32Array(batch * outputs).map((_, i) => Number(i % outputs === Math.floor(i / outputs) % outputs));
  const description: LearnerDescription = {
    model: network.build,
    optimizer: adam(),
    loss: undefined,
    target: network.classes ? 'Classes' : 'Values',
    inputShape: network.inputShape,
    outputs,
    seed: 1,
    batchSize: batch,
  };
  const fast = await createFastLearner(description);
  const learners: Record<string, FastLearner | TfjsLearner> = { fast };
  if (allowRelaxed()) learners['fast relaxed'] = new FastLearner(fast.program, fast.weights(), 'relaxed');
  if (hasNode) learners['tensorflow'] = await createTfjsLearner('tensorflow', description);
  const tfjs = {
    'tfjs wasm': new TfjsStep('wasm', network),
    'tfjs cpu': new TfjsStep('cpu', network),
    ...(hasNode && { 'tfjs-node': new TfjsStep('tensorflow', network) }),
  };
  let step = 0;
  const work: Work = {
    ...mapValues(learners, (learner) => ({
      train: () => learner.train({ x, y, rows: batch }, ++step),
      predict: () => learner.predict({ x, rows: batch }),
    })),
    ...mapValues(tfjs, (peer) => ({ train: () => peer.train(x, y, batch), predict: () => peer.predict(x, batch) })),
  };
  const peers = python !== undefined && network.hasPeer ? torchTimes(python, name, batch) : [];
  const rows = (['train', 'predict'] as const).flatMap((phase) => {
    const limit = (countOperations(fast.program[phase], batch) / peak) * 1000;
    const ours = timeInTurns(mapValues(work, (engine) => engine[phase]));
    const theirs = peers.filter((time) => time.phase === phase).map(({ engine, ...time }) => [engine, time] as const);
    const times = { ...ours, ...Object.fromEntries(theirs) };
    return Object.entries(times).map(([engine, { msBest, msMedian }]) => ({
      ...{ network: name, batch, phase, engine, msBest, msMedian },
      timesFast: msBest / times['fast']!.msBest,
      timesLimit: msBest / limit,
    }));
  });
  for (const peer of Object.values(tfjs)) peer.dispose();
  learners['tensorflow']?.dispose();
  return rows;
}

async function canStart(start: () => Promise<void>): Promise<boolean> {
  try {
    await start();
    return true;
  } catch (error) {
    if (!(error instanceof EngineUnavailable)) throw error;
    console.log(error.message);
    return false;
  }
}

/** Best and median of blocks of calls, the engines taking turns. An engine that cannot do it is left out. */
function timeInTurns(works: { readonly [engine: string]: () => unknown }) {
  const able = Object.entries(works).flatMap(([engine, work]) => {
    try {
      const calls = callsPerBlock(work);
      return [
        { engine, work, calls: calls.perBlock, blocks: calls.isSlow ? SLOW_BLOCKS : BLOCKS, times: [] as number[] },
      ];
    } catch (error) {
      console.log(`${engine} cannot: ${error instanceof Error ? error.message : String(error)}`);
      return [];
    }
  });
  for (let block = 0; block < BLOCKS; block++) {
    for (const { work, calls, blocks, times } of able) {
      if (block >= blocks) continue;
      const start = performance.now();
      for (let i = 0; i < calls; i++) work();
      times.push((performance.now() - start) / calls);
    }
  }
  return Object.fromEntries(
    able.map(({ engine, times }) => {
      times.sort((a, b) => a - b);
      return [engine, { msBest: times[0]!, msMedian: times[times.length >> 1]! }];
    }),
  );
}

/** Warms up for a block's time, then says how many calls fill a block. */
function callsPerBlock(work: () => unknown): { readonly perBlock: number; readonly isSlow: boolean } {
  work();
  const start = performance.now();
  let calls = 0;
  do {
    work();
    calls++;
  } while (performance.now() - start < 3 * BLOCK_MS);
  const ms = (performance.now() - start) / calls;
  return { perBlock: Math.max(1, Math.round(BLOCK_MS / ms)), isSlow: ms > SLOW_MS };
}

function mapValues<T, U>(object: { readonly [key: string]: T }, map: (value: T) => U): { readonly [key: string]: U } {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]));
}
