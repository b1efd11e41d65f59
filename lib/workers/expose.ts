import { type MessagePort, parentPort } from 'node:worker_threads';
import { WorkerError } from '../errors.js';
import type { Logger } from '../types.js';
import { FileLane } from './FileLane.js';

/** What a worker can be asked. */
export type Methods = { readonly [method: string]: (argument: never) => unknown };

/**
 * The worker's side of threads.js's protocol, in a thread and in a forked process alike: threads.js's own `expose` works in
 * threads only, loses falsy values, and leaves off the fields of errors.
 *
 * Beside it three messages of ours: `ping`, which is answered as soon as the worker's event loop is free, `end`, and what is logged.
 *
 * @param end is called before the worker ends in good order.
 * @returns a logger whose messages are said by the host.
 */
export function expose(methods: Methods, end: () => void): Logger {
  const parent = parentPort === null ? ofProcess() : ofThread(parentPort);

  async function run({ uid, method, args }: { uid: number; method: string; args: [never] }): Promise<void> {
    try {
      parent.post({ type: 'result', uid, complete: true, payload: await methods[method]!(...args) });
    } catch (error) {
      parent.post({ type: 'error', uid, error: portable(error) });
    }
  }
  parent.listen((message) => {
    if (message.type === 'run') void run(message);
    else if (message.type === 'ping') parent.post({ type: 'pong' });
    else if (message.type === 'end') {
      try {
        end();
      } finally {
        process.exit();
      }
    }
  });
  parent.post({ type: 'init', exposed: { type: 'module', methods: Object.keys(methods) } });

  const say = (level: keyof Logger) => (text: string) => parent.post({ type: 'log', level, text });
  return { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error') };
}

type Message =
  | { readonly type: 'run'; readonly uid: number; readonly method: string; readonly args: [never] }
  | { readonly type: 'ping' | 'end' };

interface Parent {
  post(message: object): void;
  listen(received: (message: Message) => void): void;
}

function ofThread(port: MessagePort): Parent {
  return { post: (message) => port.postMessage(message), listen: (received) => port.on('message', received) };
}

function ofProcess(): Parent {
  // A terminal and a service manager signal the whole group: when to end is the host's to say, or its own end.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => {});
  process.on('disconnect', () => process.exit());
  const lane = new FileLane(process.argv.slice(2).map(Number), (message) => {
    if (process.connected) process.send?.(message, undefined, undefined, () => {});
  });
  return {
    post: (message) => lane.post(message),
    listen: (received) =>
      process.on('message', (message) => {
        const whole = lane.receive(message as object);
        if (whole !== undefined) received(whole as Message);
      }),
  };
}

/** An error as plain data: name, message, stack, and such fields of its own as can be copied. */
function portable(thrown: unknown): object {
  const error = thrown instanceof Error ? thrown : new WorkerError(String(thrown));
  const fields: { [field: string]: unknown } = {};
  for (const [field, value] of Object.entries(error)) {
    try {
      fields[field] = structuredClone(value);
    } catch {
      // What cannot be copied stays behind.
    }
  }
  return { ...fields, name: error.name, message: error.message, stack: error.stack };
}
