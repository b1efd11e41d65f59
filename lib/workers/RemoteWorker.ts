import type { Compilation } from '../engine/Compilation.js';
import type { LearnerState } from '../engine/Learner.js';
import type { EngineName } from '../engine/LearnerDescription.js';
import type { WorkerExitedError } from '../errors.js';
import type { Link } from './Link.js';
import type { PortableDescription } from './portable.js';
import { SpawnedWorker, type SpawnedWorkerOptions } from './SpawnedWorker.js';
import { threads } from './threads.js';

export type Role = 'trainer' | 'predictor';

/** What a worker is to become. */
export interface Starting {
  readonly role: Role;
  readonly description: PortableDescription;
  readonly engine: EngineName;
  /** Whether predictions go on without what it learns, so that others may go first. */
  readonly makesWay: boolean;
  /** A part of the name of a WebGPU adapter. */
  readonly adapter: string | undefined;
  /** What compiling the networks came to, where that was done. */
  readonly compilation: Compilation | undefined;
  /** The function that makes the learner. @default the engines' own */
  readonly createLearner: { readonly module: string; readonly export: string } | undefined;
}

/** What became of it. */
export interface Started {
  /** What it really got. */
  readonly engine: string;
  readonly device: string;
  readonly weights: Float32Array;
  readonly shapes: readonly (readonly number[])[];
}

/** Where a learner is to go on from. */
export interface Restoring {
  readonly weights: Float32Array;
  readonly state?: LearnerState;
}

interface Thread<Request, Reply> {
  start(starting: Starting): PromiseLike<Started>;
  restore(restoring: Restoring): PromiseLike<void>;
  ask(request: Request): PromiseLike<Reply>;
}

/** A learner in a worker thread or a process of its own. All that is asked rejects with WorkerExitedError where that has died. */
export class RemoteWorker<Request, Reply> {
  private constructor(
    private readonly worker: SpawnedWorker,
    private readonly thread: Thread<Request, Reply>,
    readonly started: Started,
  ) {}

  /** @param starting is waited for while the worker comes up. */
  static async open<Request, Reply>(
    link: Link,
    starting: () => Promise<Starting>,
    options: SpawnedWorkerOptions,
  ): Promise<RemoteWorker<Request, Reply>> {
    const worker = new SpawnedWorker(link, options);
    try {
      await worker.ready;
      const thread = (await threads().spawn(worker)) as Thread<Request, Reply>;
      return new RemoteWorker(worker, thread, await thread.start(await starting()));
    } catch (error) {
      await worker.close();
      throw error;
    }
  }

  async restore(restoring: Restoring): Promise<void> {
    await this.thread.restore(restoring);
  }

  async ask(request: Request): Promise<Reply> {
    return this.thread.ask(request);
  }

  /** Calls back when it has died, before any call fails; at once if it has. */
  onDeath(died: (error: WorkerExitedError) => void): void {
    this.worker.onDeath(died);
  }

  close(): Promise<void> {
    return this.worker.close();
  }
}
