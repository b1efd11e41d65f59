import { Worker } from 'node:worker_threads';
import type { Link } from './Link.js';

/** Starts a worker thread: cheap, and snapshots pass to and from it in shared memory; a native crash takes the process along. */
export function threadLink(role: string): Link {
  // As source, since a host that was started with --input-type would have a file refused.
  const source = `import(${JSON.stringify(new URL('./serve.js', import.meta.url))})`;
  const worker = new Worker(source, { eval: true, name: `adlstream ${role}` });
  let lastWords = '';
  worker.on('error', (error) => {
    lastWords = error instanceof Error ? (error.stack ?? String(error)) : String(error);
  });
  return {
    name: `thread ${worker.threadId}`,
    post: (message) => worker.postMessage(message),
    listen(received, ended) {
      worker.on('message', received);
      worker.on('exit', (code) => ended({ code, signal: null, lastWords }));
    },
    ref: () => worker.ref(),
    unref: () => worker.unref(),
    kill: () => void worker.terminate(),
  };
}
