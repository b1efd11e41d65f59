import { createRequire } from 'node:module';
import type { SpawnedWorker } from './SpawnedWorker.js';

interface Threads {
  spawn(worker: SpawnedWorker): Promise<unknown>;
}

let loaded: Threads | undefined;

/**
 * threads.js, without what importing it does to the host: it answers SIGINT and SIGTERM by ending the process with code 0.
 *
 * By `require`, so that nothing runs between its import and the removal of its listeners; and its types are no concern of
 * ours, since they do not resolve from ES modules.
 */
export function threads(): Threads {
  if (loaded !== undefined) return loaded;
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const before = signals.map((signal) => process.listeners(signal));
  loaded = createRequire(import.meta.url)('threads') as Threads;
  for (const [i, signal] of signals.entries()) {
    for (const listener of process.listeners(signal)) {
      if (!before[i]!.includes(listener)) process.removeListener(signal, listener);
    }
  }
  return loaded;
}
