/** How a file is read: its rows by chunk, until the signal is aborted. */
export type OpenRows<Row> = (signal: AbortSignal) => AsyncGenerator<readonly Row[], undefined>;

/** The rows of a file. Each iteration opens it anew, at its first read, and closes it at the end, on `return()` and on an error. */
export class FileRows<Row> implements AsyncIterable<Row> {
  constructor(private readonly open: OpenRows<Row>) {}

  [Symbol.asyncIterator](): AsyncIterator<Row, undefined> {
    return new FileIterator(this.open);
  }
}

/** By hand, since an async generator takes a tenth of the time that the whole reading of a row does. */
class FileIterator<Row> implements AsyncIterator<Row, undefined> {
  readonly #abort = new AbortController();
  readonly #chunks: AsyncGenerator<readonly Row[], undefined>;
  #chunk: readonly Row[] = [];
  #at = 0;
  /** The last read that is under way; what is asked for meanwhile comes after it. */
  #reading: Promise<unknown> | undefined;

  constructor(open: OpenRows<Row>) {
    this.#chunks = open(this.#abort.signal);
  }

  next(): Promise<IteratorResult<Row, undefined>> {
    if (this.#reading === undefined && this.#at < this.#chunk.length) {
      return Promise.resolve({ done: false, value: this.#chunk[this.#at++]! });
    }
    const take = () => this.#take();
    const result = this.#reading === undefined ? take() : this.#reading.then(take, take);
    const done = () => {
      if (this.#reading === result) this.#reading = undefined;
    };
    result.then(done, done);
    this.#reading = result;
    return result;
  }

  async return(): Promise<IteratorResult<Row, undefined>> {
    // A generator finishes what it awaits before it returns; a pipe that nobody writes to would keep it for ever.
    this.#abort.abort();
    this.#chunk = [];
    await this.#chunks.return(undefined);
    return { done: true, value: undefined };
  }

  async #take(): Promise<IteratorResult<Row, undefined>> {
    while (this.#at >= this.#chunk.length) {
      const next = await this.#chunks.next();
      if (next.done) return next;
      this.#chunk = this.#abort.signal.aborted ? [] : next.value;
      this.#at = 0;
    }
    return { done: false, value: this.#chunk[this.#at++]! };
  }
}
