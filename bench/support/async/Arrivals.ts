import { Worker } from 'node:worker_threads';
import type { ArrivalsRequest } from './arrivalThread.js';

/** Rows that arrive at a fixed rate, each with the time at which it did, from a thread that sleeps between them. */
export class Arrivals {
  readonly #thread = new Worker(new URL('arrivalThread.js', import.meta.url));

  /** Calls back for each of so many rows. Settles when the last has arrived. */
  async run(request: ArrivalsRequest, arrived: (at: number) => void): Promise<void> {
    await new Promise<void>((resolve) => {
      const listener = (message: number | 'end') => {
        if (message !== 'end') {
          arrived(message);
          return;
        }
        this.#thread.off('message', listener);
        resolve();
      };
      this.#thread.on('message', listener);
      this.#thread.postMessage(request);
    });
  }

  async close(): Promise<void> {
    await this.#thread.terminate();
  }
}
