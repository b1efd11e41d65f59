import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

const PATIENCE_MS = 250;

/**
 * Does work that no other process of this user may do meanwhile. What is held is a name of the kernel's, not a file, so that it
 * is free again however its holder ends. Linux only.
 *
 * @param {string} name what the work is called
 * @param {() => unknown} work
 * @param {() => void} waits is called once where another is at it
 */
export async function oneAtATime(name, work, waits) {
  let server = await hold(name);
  if (server === undefined) waits();
  while (server === undefined) {
    await wait(PATIENCE_MS);
    server = await hold(name);
  }
  try {
    return await work();
  } finally {
    server.close();
  }
}

function hold(name) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => (error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error)));
    // A name that begins with a zero byte is in no file system.
    server.listen(`\0${name} ${process.getuid()}`, () => resolve(server));
  });
}
