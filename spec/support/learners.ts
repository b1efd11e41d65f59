import { existsSync, writeFileSync } from 'node:fs';
import type { Batch, LabelledBatch, Learner, LearnerState } from '../../lib/engine/Learner.js';
import type { EngineName, LearnerDescription } from '../../lib/engine/LearnerDescription.js';
import type { Logger } from '../../lib/types.js';
import { LinearLearner } from './LinearLearner.js';

/** How a learner misbehaves at the row that begins with this number. */
export const troubles = {
  throws: 1001,
  exits: 1002,
  isKilled: 1003,
  crashes: 1004,
  throwsAside: 1005,
  hangs: 1006,
  runsOutOfMemory: 1007,
} as const;

export interface Parameters {
  /** A file; where it is there, troubled rows do no harm, and the first makes it. */
  readonly once?: string;
  /** How long a gradient step takes at least. */
  readonly stepMs?: number;
  /** How long a prediction takes at least. */
  readonly predictMs?: number;
  /** Whether it leaves something that keeps its worker alive. */
  readonly lingers?: boolean;
  /** Where it says that it computes. @default 'CPU' */
  readonly device?: string;
  /** There is no such learner, and this is why. */
  readonly refuses?: string;
}

/** An error with fields of its own, one of which cannot leave its thread. */
class TroubleError extends RangeError {
  override readonly name = 'TroubleError';
  readonly _tag = 'Trouble';
  readonly row = { at: 7 };
  readonly helper = () => {};
}

/** Softmax regression with momentum, so that its state matters; what it does with a troubled row is in `troubles`. */
class TroubledLearner extends LinearLearner {
  #velocity: Float32Array;
  #step = 0;

  constructor(
    width: number,
    outputs: number,
    private readonly parameters: Parameters,
    private readonly logger: Logger,
  ) {
    super(width, outputs);
    this.#velocity = new Float32Array(width * outputs);
  }

  override train(batch: LabelledBatch): number {
    this.#meet(batch);
    compute(this.parameters.stepMs);
    const before = this.weights();
    const loss = super.train(batch);
    this.#velocity = this.weights().map((w, i) => w - before[i]! + 0.5 * this.#velocity[i]!);
    this.load(before.map((w, i) => w + this.#velocity[i]!));
    this.#step++;
    return loss;
  }

  override predict(batch: Batch): Float32Array {
    this.#meet(batch);
    compute(this.parameters.predictMs);
    return super.predict(batch);
  }

  override save(): LearnerState {
    return { arrays: this.#velocity.slice(), step: this.#step };
  }

  override restore(state?: LearnerState): void {
    this.#velocity = state!.arrays.slice();
    this.#step = state!.step;
  }

  override dispose(): void {
    this.logger.info('disposed');
  }

  #meet({ x }: Batch): void {
    if (x[0]! < 1000) return;
    const { once } = this.parameters;
    if (once !== undefined) {
      if (existsSync(once)) return;
      writeFileSync(once, '');
    }
    switch (x[0]) {
      case troubles.throws:
        throw new TroubleError('no such row');
      case troubles.exits:
        process.stderr.write('I am leaving\n');
        process.exit(3);
        break;
      case troubles.isKilled:
        process.kill(process.pid, 'SIGKILL');
        break;
      case troubles.crashes:
        process.kill(process.pid, 'SIGSEGV');
        break;
      case troubles.throwsAside:
        queueMicrotask(() => {
          throw new TroubleError('aside');
        });
        break;
      case troubles.hangs:
        while (true);
      case troubles.runsOutOfMemory:
        for (const all: unknown[] = []; ; ) all.push(new Array(1000).fill(Math.random()));
    }
  }
}

function compute(ms = 0): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

/** Stands in for the engines. It tells the pid of where it is, so that a spec can kill it, and what it sees. */
export async function troubled(
  { model, inputShape, outputs }: LearnerDescription,
  engine: EngineName,
  logger: Logger,
): Promise<{ learner: Learner; engine: EngineName; device: string }> {
  logger.info(`pid ${process.pid}`);
  for (const [name, value] of Object.entries(process.env))
    if (/^(CUDA|TF|OMP)_/.test(name)) logger.debug(`${name}=${value}`);
  const { parameters } = model as unknown as { parameters: Parameters };
  if (parameters.lingers) setInterval(() => {}, 1_000_000);
  if (parameters.refuses !== undefined) throw new TypeError(parameters.refuses);
  return {
    learner: new TroubledLearner(inputShape[0]!, outputs, parameters, logger),
    engine,
    device: parameters.device ?? 'CPU',
  };
}
