/** One line of a result, by column: what was measured, and how it came out. */
export interface Row {
  readonly [column: string]: string | number | undefined;
}

/** What the command line says to all benches. */
export interface BenchOptions {
  /** A Python that has what `bench/peers/requirements.txt` lists: then peers are measured too. */
  readonly python?: string;
}

/** What every file in `bench/` exports as `bench`. */
export interface Bench {
  /** What it is called on the command line. */
  readonly name: string;
  /** @returns the lines of its table, all with the same columns. */
  run(options: BenchOptions): Promise<Row[]>;
}
