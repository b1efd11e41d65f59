import { firstValueFrom, from } from 'rxjs';
import type { Logger } from '../../lib/types.js';
import type { PredictReply, PredictRequest, TrainReply, TrainRequest } from '../../lib/workers/messages.js';
import type { Workers, WorkersOptions } from '../../lib/workers/Workers.js';
import type { Parameters } from './learners.js';
import { label, reading } from './weather.js';

export interface Heard extends Logger {
  readonly said: string[];
  /** Settles when so many messages that fit were said, also before. */
  heard(fits: RegExp, times?: number): Promise<void>;
  /** Of the workers that have told theirs. */
  pids(): number[];
}

/** A logger that says nothing, and can be waited for. */
export function heard(): Heard {
  const said: string[] = [];
  let waiting: (() => void)[] = [];
  const say = (message: string) => {
    said.push(message);
    const woken = waiting;
    waiting = [];
    for (const wake of woken) wake();
  };
  return {
    said,
    async heard(fits, times = 1) {
      while (said.filter((text) => fits.test(text)).length < times)
        await new Promise<void>((wake) => waiting.push(wake));
    },
    pids: () => said.filter((text) => text.startsWith('pid ')).map((text) => Number(text.slice(4))),
    ...{ debug: say, info: say, warn: say, error: say },
  };
}

/** What the workers of a spec are started with: two features, two classes, and learners that misbehave when told. */
export function workersOptions(
  options: Partial<WorkersOptions> & { parameters?: Parameters | { readonly size: number } } = {},
): WorkersOptions & { readonly logger: Heard } {
  const { parameters = {}, ...rest } = options;
  return {
    description: {
      model: { model: 'troubled', parameters: { ...parameters } },
      optimizer: { optimizer: 'sgd', learningRate: 0.1 },
      loss: undefined,
      target: 'Classes',
      inputShape: [2],
      outputs: 2,
      seed: 1,
      batchSize: 4,
    },
    engine: 'cpu',
    createLearner: { module: new URL('./learners.js', import.meta.url), export: 'troubled' },
    olderSnapshots: false,
    repeats: true,
    maxRestarts: 5,
    hangTimeoutMs: 60_000,
    restarted: () => {},
    lost: () => {},
    clock: performance,
    ...rest,
    logger: heard(),
  };
}

export const predict = async (workers: Workers, request: Omit<PredictRequest, '_tag'>): Promise<PredictReply> =>
  firstValueFrom(from(workers.predictor({ _tag: 'Predict', ...request })));
export const train = async (workers: Workers, request: Omit<TrainRequest, '_tag'>): Promise<TrainReply> =>
  firstValueFrom(from(workers.trainer({ _tag: 'Train', ...request })));

/** So many labelled rows of the weather, from the n-th. */
export function rows(from: number, count: number) {
  const all = Array.from({ length: count }, (_, n) => from + n);
  return {
    x: Float32Array.from(all.flatMap((n) => [...reading(n).x])),
    y: Float32Array.from(all.flatMap((n) => (label(n).y === 'calm' ? [1, 0] : [0, 1]))),
    rows: count,
  };
}

/** A row at which the learner misbehaves. */
export const troubledRow = (trouble: number) => ({ x: Float32Array.of(trouble, 0), y: Float32Array.of(1, 0), rows: 1 });

/** Sends a signal to a process that may be gone already. */
export function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
