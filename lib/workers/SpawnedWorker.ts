import { WorkerExitedError } from '../errors.js';
import type { Logger } from '../types.js';
import type { Exit, Link } from './Link.js';

type Listener = (event: { readonly data: unknown }) => void;

/** What a worker says, in threads.js's protocol; and three messages of ours. */
type Said =
  | { readonly type: 'init' }
  | { readonly type: 'result'; readonly uid: number }
  | { readonly type: 'error'; readonly uid: number; readonly error: { readonly message: string } }
  | { readonly type: 'log'; readonly level: keyof Logger; readonly text: string }
  | { readonly type: 'pong' };

export interface SpawnedWorkerOptions {
  readonly role: string;
  readonly logger: Logger;
  /** A worker that owes an answer and does not answer a heartbeat for so many milliseconds is killed. */
  readonly hangTimeoutMs: number;
}

/** A worker that starts loads what it needs without a pause, so that it may be silent for so long at least, in milliseconds. */
const START_MS = 60_000;

/** How long an idle worker may take to end in good order, in milliseconds. */
const END_MS = 1000;

/**
 * The worker object that is given to threads.js's `spawn`, whatever the worker is.
 *
 * threads.js neither notices a worker's death nor settles what was asked of it. This says what is missing in threads.js's
 * own protocol: an error for every call in flight, and for every later one. It also keeps the host's process alive
 * exactly while an answer is owed, and gives up a worker that has hung.
 */
export class SpawnedWorker {
  /** The worker has come up. @throws WorkerExitedError where it ended before. */
  readonly ready: Promise<void>;
  readonly #link: Link;
  readonly #options: SpawnedWorkerOptions;
  readonly #inFlight = new Set<number>();
  #listeners: Listener[] = [];
  #init: unknown;
  #introduced = false;
  #ended: WorkerExitedError | undefined;
  #closing = false;
  #gone!: () => void;
  readonly #exit = new Promise<void>((resolve) => {
    this.#gone = resolve;
  });
  #cameUp!: { resolve: () => void; reject: (error: WorkerExitedError) => void };
  #timer: NodeJS.Timeout | undefined;
  #silent = false;
  #started = false;
  #died: (error: WorkerExitedError) => void = () => {};

  constructor(link: Link, options: SpawnedWorkerOptions) {
    this.#link = link;
    this.#options = options;
    this.ready = new Promise((resolve, reject) => {
      this.#cameUp = { resolve, reject };
    });
    this.ready.catch(() => {});
    link.listen(
      (message) => this.#receive(message as Said),
      (exit) => {
        this.#end(exit);
        this.#gone();
      },
    );
    this.#watch();
  }

  /** Calls back when the worker has died, before any call fails; at once if it has. */
  onDeath(died: (error: WorkerExitedError) => void): void {
    if (this.#ended === undefined) this.#died = died;
    else if (!this.#closing) died(this.#ended);
  }

  addEventListener(type: string, listener: Listener): void {
    if (type !== 'message') return;
    this.#listeners.push(listener);
    // `spawn` waits for the first message no longer than ten seconds; it is called when that has come, and gets it again.
    if (this.#introduced) return;
    this.#introduced = true;
    listener({ data: this.#init });
  }

  removeEventListener(_type: string, listener: Listener): void {
    this.#listeners = this.#listeners.filter((other) => other !== listener);
  }

  postMessage(message: { readonly type: 'run' | 'cancel'; readonly uid: number }): void {
    // What a worker has begun to compute it computes to the end.
    if (message.type === 'cancel') return;
    const { uid } = message;
    if (this.#ended !== undefined) {
      const error = this.#ended;
      queueMicrotask(() => this.#dispatch({ type: 'error', uid, error }));
      return;
    }
    this.#link.post(message);
    if (this.#inFlight.size === 0) this.#link.ref();
    this.#inFlight.add(uid);
    this.#watch();
  }

  /** Ends an idle worker in good order, and a busy one at once. Settles when it is gone. */
  async close(): Promise<void> {
    this.#closing = true;
    clearTimeout(this.#timer);
    this.#link.ref();
    if (this.#owes) {
      this.#link.kill();
      return this.#exit;
    }
    this.#link.post({ type: 'end' });
    const timer = setTimeout(() => this.#link.kill(), END_MS).unref();
    await this.#exit;
    clearTimeout(timer);
  }

  get #owes(): boolean {
    return this.#inFlight.size > 0 || this.#init === undefined;
  }

  #receive(said: Said): void {
    this.#silent = false;
    if (said.type === 'init') {
      this.#init = said;
      this.#cameUp.resolve();
      this.#rest();
    } else if (said.type === 'result' || said.type === 'error') {
      this.#inFlight.delete(said.uid);
      this.#rest();
      if (!this.#started) {
        this.#started = true;
        clearTimeout(this.#timer);
        this.#timer = undefined;
      }
      if (said.type === 'result') this.#dispatch(said);
      else this.#dispatch({ ...said, error: Object.assign(new Error(said.error.message), said.error) });
    } else if (said.type === 'log') this.#options.logger[said.level](said.text);
  }

  #end({ code, signal, lastWords }: Exit): void {
    if (this.#ended !== undefined) return;
    clearTimeout(this.#timer);
    const error = new WorkerExitedError({ role: this.#options.role, code, signal, lastWords });
    this.#ended = error;
    if (!this.#closing) this.#died(error);
    this.#cameUp.reject(error);
    for (const uid of this.#inFlight) this.#dispatch({ type: 'error', uid, error });
    this.#inFlight.clear();
  }

  #rest(): void {
    if (!this.#owes && !this.#closing) this.#link.unref();
  }

  #dispatch(message: { readonly type: 'result' | 'error'; readonly uid: number; readonly error?: Error }): void {
    for (const listener of this.#listeners) listener({ data: message });
  }

  #watch(): void {
    if (this.#timer !== undefined) return;
    const { hangTimeoutMs } = this.#options;
    const ms = this.#started ? hangTimeoutMs : Math.max(hangTimeoutMs, START_MS);
    this.#timer = setTimeout(() => this.#check(), ms).unref();
  }

  #check(): void {
    this.#timer = undefined;
    if (!this.#owes || this.#ended !== undefined || this.#closing) return;
    if (!this.#silent) {
      this.#silent = true;
      this.#link.post({ type: 'ping' });
      this.#watch();
      return;
    }
    // If it was this thread that was busy, then the answer has come and only waits to be read.
    setImmediate(() => {
      if (!this.#owes || this.#ended !== undefined || this.#closing) return;
      if (!this.#silent) {
        this.#watch();
        return;
      }
      this.#link.kill();
      const lastWords = `it did not answer a heartbeat within ${this.#options.hangTimeoutMs} ms`;
      this.#end({ code: null, signal: null, lastWords });
    });
  }
}
