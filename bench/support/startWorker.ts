import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Compilation } from '../../lib/engine/Compilation.js';
import type { LearnerDescription } from '../../lib/engine/LearnerDescription.js';
import type { PredictReply, PredictRequest } from '../../lib/workers/messages.js';
import { survive } from '../../lib/workers/survive.js';
import { threads } from '../../lib/workers/threads.js';

// Forked for one measurement: a host that has started nothing before, and loads no tfjs itself.

/** What is to be measured: a worker without anything of ours where there is no description. */
export interface Asked {
  readonly kind: 'thread' | 'process';
  readonly description?: LearnerDescription;
  /** What the worker is handed; without, it compiles itself. */
  readonly compilation?: Compilation;
}

export interface Took {
  readonly readyMs?: number;
  readonly firstMs?: number;
  /** For how long a host's thread answered nothing. */
  readonly pauseMs?: number;
  /** A process's resident memory, or by how much a thread let its host's grow; where the system tells. */
  readonly bytes?: number;
}

process.once('message', async (asked: Asked) => {
  process.send!(await (asked.description === undefined ? empty(asked.kind) : predictor(asked, asked.description)));
  process.exit();
});

async function predictor({ kind, compilation }: Asked, description: LearnerDescription): Promise<Took> {
  let pid = process.pid;
  const debug = (text: string) => {
    pid = Number(/process (\d+)/.exec(text)?.[1] ?? pid);
  };
  const options = {
    ...({ description, engine: 'fast', olderSnapshots: false, repeats: true } as const),
    ...{ maxRestarts: 0, hangTimeoutMs: 60_000, restarted() {}, lost() {}, clock: performance },
    logger: { debug, info() {}, warn: console.warn, error: console.error },
    ...(compilation && { compilation: Promise.resolve(compilation) }),
  };
  const x = new Float32Array(description.inputShape.reduce((product, size) => product * size, 1));
  // What a host has loaded once it has had a worker is not the worker's.
  threads();
  const before = kind === 'thread' ? residentBytes(pid) : 0;
  const start = performance.now();
  const survivor = survive<PredictRequest, PredictReply>('predictor', { kind }, options, async () => {});
  await survivor.worker;
  const readyMs = performance.now() - start;
  await survivor.ask(() => ({ _tag: 'Predict', batch: { x, rows: 1 } }));
  const firstMs = performance.now() - start;
  return { readyMs, firstMs, ...grown(pid, before) };
}

async function empty(kind: Asked['kind']): Promise<Took> {
  const file = new URL('./emptyWorker.js', import.meta.url);
  const before = kind === 'thread' ? residentBytes(process.pid) : 0;
  const start = performance.now();
  const worker = kind === 'thread' ? new Worker(file) : fork(fileURLToPath(file), { serialization: 'advanced' });
  await once(worker, 'message');
  const readyMs = performance.now() - start;
  const pid = 'pid' in worker ? worker.pid! : process.pid;
  const took = { readyMs, ...grown(pid, before) };
  if ('kill' in worker) worker.kill('SIGKILL');
  return took;
}

function grown(pid: number, before: number | undefined): Pick<Took, 'bytes'> {
  const now = residentBytes(pid);
  return now === undefined || before === undefined ? {} : { bytes: now - before };
}

/** As Linux counts it. */
function residentBytes(pid: number): number | undefined {
  try {
    const [, kilobytes] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))!;
    return 1024 * Number(kilobytes);
  } catch {
    return undefined;
  }
}
