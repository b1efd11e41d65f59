import { writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isMainThread, threadId } from 'node:worker_threads';

// Preloaded by --import, in each process and thread: says in the end whether tfjs was loaded there. All of tfjs is CommonJS,
// whose modules each thread keeps a list of.

const name = isMainThread ? `process ${process.pid}` : `thread ${threadId}`;
const { cache } = createRequire(import.meta.url);
process.on('exit', () => {
  const packages = Object.keys(cache).flatMap((file) => /@tensorflow[\\/]([\w-]+)/.exec(file)?.[1] ?? []);
  writeSync(1, `${name} has loaded ${[...new Set(packages)].sort().join(', ') || 'no tfjs'}\n`);
});
