import { closeSync, openSync, statSync, truncateSync, writeSync } from 'node:fs';
import { asyncScheduler } from 'rxjs';
import { ReportError } from '../errors.js';
import type { Description, Stateful } from '../types.js';

/** A file of lines, the first of which names the columns. */
export interface LineFile extends Stateful {
  /** Begins the file, or goes on after the last line that was written to it. */
  open(): void;
  /** Writes the header where the file has none yet. @throws ReportError where it has another. */
  header(line: string): void;
  line(line: string): void;
  /** Writes out what is buffered; again does nothing. */
  close(): void;
}

/**
 * Its state is the position in the file: what a run that failed or was killed wrote beyond it is cut off when another goes on.
 *
 * All methods throw a ReportError where the disk does not do its part.
 */
export function lineFile(path: string): Description<LineFile> {
  return { name: `lines of ${path}`, create: (saved) => new BufferedFile(path, saved as State | undefined) };
}

type State = { readonly bytes: number; readonly header: string | null };

const bufferLength = 65_536;
const flushAfterMs = 1_000;

/**
 * Writes are synchronous: a source that emits everything at once leaves no other moment, nothing can queue up behind a slow
 * disk, and after `close` the lines are there.
 */
class BufferedFile implements LineFile {
  readonly #path: string;
  #bytes: number;
  #header: string | undefined;
  #descriptor: number | undefined;
  #buffer = '';
  #flushedAt = 0;

  constructor(path: string, saved: State = { bytes: 0, header: null }) {
    this.#path = path;
    this.#bytes = saved.bytes;
    this.#header = saved.header ?? undefined;
  }

  open(): void {
    this.#flushedAt = asyncScheduler.now();
    if (this.#bytes === 0) {
      this.#header = undefined;
      this.#descriptor = this.#asking(() => openSync(this.#path, 'w'));
      return;
    }
    if (this.#asking(() => statSync(this.#path).size) < this.#bytes) {
      throw new ReportError(this.#path, `it is shorter than the ${this.#bytes} bytes that were written to it`);
    }
    this.#asking(() => truncateSync(this.#path, this.#bytes));
    this.#descriptor = this.#asking(() => openSync(this.#path, 'a'));
  }

  header(line: string): void {
    if (this.#header === undefined) {
      this.#header = line;
      this.line(line);
    } else if (this.#header !== line) {
      throw new ReportError(this.#path, `its columns are '${this.#header}', not '${line}'`);
    }
  }

  line(line: string): void {
    this.#buffer += line;
    this.#buffer += '\n';
    if (this.#buffer.length >= bufferLength || asyncScheduler.now() - this.#flushedAt >= flushAfterMs) this.#flush();
  }

  close(): void {
    const descriptor = this.#descriptor;
    if (descriptor === undefined) return;
    try {
      this.#flush();
    } finally {
      this.#descriptor = undefined;
      this.#asking(() => closeSync(descriptor));
    }
  }

  save(): State {
    this.#flush();
    return { bytes: this.#bytes, header: this.#header ?? null };
  }

  #flush(): void {
    const descriptor = this.#descriptor;
    if (descriptor === undefined) return;
    const bytes = Buffer.from(this.#buffer);
    // First, so that lines which could not be written are not tried again when the file is closed.
    this.#buffer = '';
    this.#flushedAt = asyncScheduler.now();
    for (let written = 0; written < bytes.length; ) {
      written += this.#asking(() => writeSync(descriptor, bytes, written));
    }
    this.#bytes += bytes.length;
  }

  #asking<T>(disk: () => T): T {
    try {
      return disk();
    } catch (cause) {
      throw new ReportError(this.#path, cause instanceof Error ? cause.message : String(cause), { cause });
    }
  }
}
