import { type ChildProcess, spawn } from 'node:child_process';
import { root } from './root.js';

/** A Node process of its own, which runs a program that is given as text, and can be waited for and signalled. */
export class Host {
  /** How it ended. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>;
  /** Settles when it and all that it started have ended, since they share its stdout. */
  readonly allEnded: Promise<void>;
  #text = '';
  #waiting: (() => void)[] = [];
  readonly #child: ChildProcess;

  constructor(program: string, ...args: string[]) {
    const child = spawn(process.execPath, [...args, '--input-type=module', '--eval', program], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    this.ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
    this.allEnded = new Promise((resolve) => child.stdout!.once('end', () => resolve()));
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.#text += text;
        const waiting = this.#waiting;
        this.#waiting = [];
        for (const wake of waiting) wake();
      });
    }
  }

  /** All that it wrote so far. */
  get text(): string {
    return this.#text;
  }

  /** Settles as soon as it has written what fits. */
  async wrote(fits: RegExp): Promise<RegExpMatchArray> {
    for (;;) {
      const match = fits.exec(this.#text);
      if (match !== null) return match;
      await new Promise<void>((wake) => this.#waiting.push(wake));
    }
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }
}
