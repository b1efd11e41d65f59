import { rmSync, writeFileSync } from 'node:fs';
import type { Random } from '../../../lib/source/Random.js';
import type { Logger } from '../../../lib/types.js';

const WAYS = ['SIGKILL', 'SIGSEGV', 'SIGSTOP', 'exit', 'exception'] as const;

/** A worker that starts is given a minute before it counts as hung, so that one this young is not stopped, in milliseconds. */
const YOUNG_MS = 3000;

/** Ended again before it has answered, a worker is waited for longer and longer, and then given up: that is not what is tried here. */
const LEAST_MS = 1000;

/** Ends workers at random times in random ways. It hears of them as their context's logger. */
export class Killer implements Logger {
  kills = 0;
  readonly #pids = { trainer: 0, predictor: 0 };
  readonly #since = { trainer: 0, predictor: 0 };
  readonly #all: number[] = [];
  #draws = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly random: Random,
    private readonly orders: string,
  ) {}

  debug(message: string): void {
    const [, role, pid] = /the (trainer|predictor) runs in process (\d+)/.exec(message) ?? [];
    if (role !== 'trainer' && role !== 'predictor') return;
    this.#pids[role] = Number(pid);
    this.#since[role] = performance.now();
    this.#all.push(Number(pid));
  }

  info(): void {}
  warn(): void {}

  error(message: string): void {
    console.error(message);
  }

  start(): void {
    this.#timer = setTimeout(
      () => {
        this.#kill();
        this.start();
      },
      100 + 400 * this.#draw(),
    );
  }

  /** Orders that nobody has taken are taken back. */
  stop(): void {
    clearTimeout(this.#timer);
    for (const way of ['exit', 'exception']) rmSync(`${this.orders}.${way}`, { force: true });
  }

  /** Of all that it has heard of. */
  leftRunning(): number {
    return this.#all.filter((pid) => signal(pid, 0)).length;
  }

  #kill(): void {
    const way = WAYS[Math.floor(this.#draw() * WAYS.length)]!;
    const inLoss = way === 'exit' || way === 'exception';
    const role = this.#draw() < 0.5 || inLoss ? 'trainer' : 'predictor';
    const age = performance.now() - this.#since[role];
    if (age < LEAST_MS) return;
    if (inLoss) {
      writeFileSync(`${this.orders}.${way}`, '');
      this.kills++;
    } else if (
      this.#pids[role] > 0 &&
      signal(this.#pids[role], way === 'SIGSTOP' && age < YOUNG_MS ? 'SIGKILL' : way)
    ) {
      this.kills++;
    }
  }

  #draw(): number {
    return this.random.uniform(this.#draws++);
  }
}

/** @returns whether there is such a process. */
function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
