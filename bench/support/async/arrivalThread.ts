import { parentPort } from 'node:worker_threads';
import { now } from './now.js';

/** So many arrivals a second, `rows` of them: evenly, or at times that know nothing of each other. */
export interface ArrivalsRequest {
  readonly rate: number;
  readonly rows: number;
  readonly random: boolean;
}

// In a thread of its own, as rows arrive in a process from without: whatever keeps the pipe's thread, they arrive, and wait there.
const sleeper = new Int32Array(new SharedArrayBuffer(4));

parentPort?.on('message', ({ rate, rows, random }: ArrivalsRequest) => {
  let due = now();
  for (let row = 0; row < rows; row++) {
    due += (1000 / rate) * (random ? -Math.log(1 - Math.random()) : 1);
    // It sleeps rather than spins, so that it leaves the cores to what is measured; being late is its own, and not counted.
    Atomics.wait(sleeper, 0, 0, Math.max(0, due - now()));
    parentPort?.postMessage(now());
  }
  parentPort?.postMessage('end');
});
