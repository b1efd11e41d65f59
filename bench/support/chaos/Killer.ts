import { existsSync, rmSync, writeFileSync } from 'node:fs';
import type { Random } from '../../../lib/source/Random.js';
import type { Logger } from '../../../lib/types.js';

const WAYS = ['SIGKILL', 'SIGSEGV', 'SIGSTOP', 'exit', 'exception'] as const;

/**
 * Ends workers at random times in random ways. It hears of them as their context's logger.
 *
 * One that is starting is left alone: ended again and again before its first answer it would rightly be given up.
 */
export class Killer implements Logger {
  kills = 0;
  readonly #pids = { trainer: 0, predictor: 0 };
  readonly #ready = { trainer: false, predictor: false };
  readonly #all: number[] = [];
  readonly #ordered = new Set<string>();
  #draws = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly random: Random,
    private readonly orders: string,
  ) {}

  debug(message: string): void {
    const [, role, news, pid] = /the (trainer|predictor) (runs|is ready) in process (\d+)/.exec(message) ?? [];
    if (role !== 'trainer' && role !== 'predictor') return;
    this.#ready[role] = news === 'is ready';
    if (news === 'is ready') return;
    this.#pids[role] = Number(pid);
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
    this.#countTaken();
    for (const order of this.#ordered) rmSync(order, { force: true });
  }

  /** Of all that it has heard of. */
  leftRunning(): number {
    return this.#all.filter((pid) => signal(pid, 0)).length;
  }

  #kill(): void {
    this.#countTaken();
    const way = WAYS[Math.floor(this.#draw() * WAYS.length)]!;
    const inLoss = way === 'exit' || way === 'exception';
    const role = this.#draw() < 0.5 || inLoss ? 'trainer' : 'predictor';
    if (!this.#ready[role]) return;
    this.#ready[role] = false;
    if (inLoss) {
      const order = `${this.orders}.${way}`;
      writeFileSync(order, '');
      this.#ordered.add(order);
    } else if (signal(this.#pids[role], way)) this.kills++;
  }

  #countTaken(): void {
    for (const order of this.#ordered) {
      if (existsSync(order)) continue;
      this.#ordered.delete(order);
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
