import type { Arena } from './Arena.js';
import { Program } from './Program.js';

/** So many are kept: one row and a batch take turns, and now and then comes a shorter batch. */
const KEPT = 4;

/** The same instructions for any number of rows, of which those in use are kept. */
export class Programs {
  readonly #kept: { rows: number; readonly program: Program }[];
  #next = 0;

  /** @param write writes the instructions for so many rows. */
  constructor(
    arena: Arena,
    private readonly write: (program: Program, rows: number) => void,
  ) {
    this.#kept = Array.from({ length: KEPT }, () => ({ rows: 0, program: new Program(arena) }));
  }

  run(rows: number): void {
    let kept = this.#kept[0]!;
    for (let i = 1; kept.rows !== rows; i++) {
      if (i === KEPT) {
        kept = this.#written(rows);
        break;
      }
      kept = this.#kept[i]!;
    }
    kept.program.run();
  }

  /** What they refer to has moved. */
  forget(): void {
    for (const kept of this.#kept) kept.rows = 0;
  }

  #written(rows: number) {
    const kept = this.#kept[this.#next]!;
    this.#next = (this.#next + 1) % KEPT;
    kept.rows = rows;
    this.write(kept.program.clear(), rows);
    kept.program.load();
    return kept;
  }
}
