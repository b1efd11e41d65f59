import { ContextClosedError, WorkerExitedError } from '../errors.js';
import type { RemoteWorker } from './RemoteWorker.js';
import type { WorkersOptions } from './Workers.js';

interface Options<Request, Reply> extends Pick<WorkersOptions, 'logger' | 'maxRestarts' | 'restarted'> {
  readonly open: () => Promise<RemoteWorker<Request, Reply>>;
  /** Brings a worker that was just opened to where it is to go on from. */
  readonly prepare: (worker: RemoteWorker<Request, Reply>) => Promise<void>;
}

/** The wait before the second restart in a row, in milliseconds; it doubles with each, up to the most. */
const BACK_OFF_MS = 100;
const MOST_BACK_OFF_MS = 5000;

/**
 * A worker that is opened again when it dies, and asked again what it had not answered.
 *
 * What it was asked rejects with WorkerExitedError only once it has died `maxRestarts` times in a row without an answer in
 * between, so that a question that kills is given up, and a worker that is killed now and then is not.
 */
export class Survivor<Request, Reply> {
  #worker: Promise<RemoteWorker<Request, Reply>>;
  #newest: RemoteWorker<Request, Reply> | undefined;
  #deaths = 0;
  #closed = false;
  #stopWaiting: () => void = () => {};

  constructor(private readonly options: Options<Request, Reply>) {
    this.#worker = this.#bring();
  }

  /** The living worker, or the next. */
  get worker(): Promise<RemoteWorker<Request, Reply>> {
    return this.#worker;
  }

  /** @param request is made anew for each worker that is asked. */
  async ask(request: (worker: RemoteWorker<Request, Reply>) => Request): Promise<Reply> {
    for (;;) {
      const worker = await this.#worker;
      try {
        const reply = await worker.ask(request(worker));
        this.#deaths = 0;
        return reply;
      } catch (error) {
        if (!(error instanceof WorkerExitedError) || this.#closed) throw error;
      }
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#stopWaiting();
    await this.#newest?.close();
    await this.#worker.then(
      (worker) => worker.close(),
      () => {},
    );
  }

  async #bring(): Promise<RemoteWorker<Request, Reply>> {
    for (;;) {
      try {
        const worker = await this.options.open();
        this.#newest = worker;
        if (!this.#closed) await this.options.prepare(worker);
        worker.onDeath((death) => this.#revive(death));
        return worker;
      } catch (error) {
        if (!(error instanceof WorkerExitedError)) throw error;
        await this.#afterDeath(error);
      }
    }
  }

  #revive(death: WorkerExitedError): void {
    this.#worker = this.#afterDeath(death).then(() => this.#bring());
    // It is for the next who asks to hear of it.
    this.#worker.catch(() => {});
  }

  /** Waits until it may be opened again. */
  async #afterDeath(death: WorkerExitedError): Promise<void> {
    const { logger, maxRestarts, restarted } = this.options;
    if (this.#closed) throw new ContextClosedError();
    if (++this.#deaths > maxRestarts) {
      logger.error(`adlstream: ${death.message}; it is not started again, since maxRestarts is ${maxRestarts}`);
      throw death;
    }
    logger.warn(`adlstream: ${death.message}; it is started again`);
    restarted();
    if (this.#deaths > 1) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.min(MOST_BACK_OFF_MS, BACK_OFF_MS * 2 ** (this.#deaths - 2)));
        this.#stopWaiting = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    if (this.#closed) throw new ContextClosedError();
  }
}
