/** How a worker ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
  /** The end of what it wrote to stderr, or the error that ended it. */
  readonly lastWords: string;
}

/** A line to a worker, be it a thread or a process: messages arrive in order, then the news of its end, once. */
export interface Link {
  /** For the log: `process 4711`, `thread 3`. */
  readonly name: string;
  /** @throws DataCloneError where the message cannot be copied; a worker that has ended is posted to in vain. */
  post(message: object): void;
  /** To be called once, at once. */
  listen(received: (message: unknown) => void, ended: (exit: Exit) => void): void;
  /** Whether this process stays alive for the worker's sake. It does until `unref()`. */
  ref(): void;
  unref(): void;
  /** Ends it, whatever it is doing. */
  kill(): void;
}
