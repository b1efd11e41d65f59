import type { Workers, WorkersNews } from '../workers/Workers.js';

/** How a context comes to its workers, once the shape of an instance is known. */
export type Start = (inputShape: readonly number[], news: WorkersNews) => Promise<Workers> | Workers;

/** The workers of one context: started once, at once where they can be, and ended once, also while they start. */
export class RunningWorkers {
  #workers: Promise<Workers> | Workers | undefined;

  constructor(
    private readonly startWorkers: Start,
    private readonly news: WorkersNews,
    private readonly started: (workers: Workers) => void,
    private readonly failed: (error: Error) => void,
  ) {}

  start(inputShape: readonly number[]): void {
    const failed = (error: Error) => {
      this.#workers = undefined;
      this.failed(error);
    };
    try {
      this.#workers = this.startWorkers(inputShape, this.news);
    } catch (error) {
      failed(error as Error);
      return;
    }
    if ('then' in this.#workers) this.#workers.then(this.started, failed);
    else this.started(this.#workers);
  }

  async close(): Promise<void> {
    const workers = this.#workers;
    this.#workers = undefined;
    await (await workers)?.close();
  }
}
