import type { LabelledBatch } from '../engine/Learner.js';
import { Replay } from '../engine/Replay.js';
import { Fifo } from './Fifo.js';

/** A full batch (or the short one at an end) whose training is due. */
interface Due extends LabelledBatch {
  readonly lastLabel: unknown;
  readonly history: boolean;
}

/** Rows that are drawn from the newest for each step, beside its batch. */
export interface Draws {
  readonly rows: number;
  readonly of: number;
  readonly seed: number;
}

/** What one training is to walk, and where the label stream stands after it. */
export interface Training {
  readonly batch: LabelledBatch;
  /** In steps of so many rows. */
  readonly batchSize: number;
  readonly labelsDone: number;
  readonly lastLabel: unknown;
}

/**
 * The newest labelled instances, from the batch that is filling to the window that a training walks.
 *
 * Each full batch makes a training due. Under a finite staleness each due training is taken by itself, in order, and nothing
 * is evicted unlearned; without a bound one training takes all that is due, and what does not fit the window is counted.
 */
export class TrainingWindow {
  /** Rows of history whose training is due. */
  historyDue = 0;
  readonly #batchSize: number;
  readonly #batchesFed: number;
  readonly #bounded: boolean;
  readonly #keepsLast: boolean;
  readonly #draws: Draws | undefined;
  readonly #evicted: (labels: number) => void;
  readonly #due = new Fifo<Due>();
  /** What was trained on and is walked again: at most `batchesFed - 1` batches between two trainings. */
  #window: LabelledBatch[] = [];
  #x: Float32Array = new Float32Array(0);
  #y: Float32Array = new Float32Array(0);
  /** Only where a row of the batch that is filling has another weight than 1. */
  #w: Float32Array | undefined;
  #filled = 0;
  #lastLabel: unknown;
  #history = true;
  #labelsDue = 0;
  #labelsDone = 0;
  #last: Training | undefined;
  /** The newest rows, where some are drawn. */
  #replay: Replay | undefined;

  /**
   * @param options.evicted is told of labels that no training has seen or will see.
   * @param options.continuous keeps the last training at hand.
   * @param options.draws replays rows in each step; the window is then one batch.
   */
  constructor(options: {
    batchSize: number;
    batchesFed: number;
    bounded: boolean;
    continuous: boolean;
    draws?: Draws | undefined;
    evicted: (labels: number) => void;
  }) {
    this.#batchSize = options.batchSize;
    this.#batchesFed = options.batchesFed;
    this.#bounded = options.bounded;
    this.#keepsLast = options.continuous;
    this.#draws = options.draws;
    this.#evicted = options.evicted;
  }

  get isDue(): boolean {
    return this.#due.length > 0;
  }

  /** Labels whose training is due and was not taken. */
  get waiting(): number {
    return this.#labelsDue - this.#labelsDone;
  }

  /** The position in the label stream up to which trainings are due, once `more` labels have come. */
  labelsDue(more = 0): number {
    return this.#labelsDue + Math.floor((this.#filled + more) / this.#batchSize) * this.#batchSize;
  }

  /** @returns whether this made a training due. */
  add(x: Float32Array, y: Float32Array, weight: number, label: unknown, history: boolean): boolean {
    this.#lastLabel = label;
    this.#history = this.#filled === 0 ? history : this.#history && history;
    if (this.#batchSize === 1) {
      this.#filled = 1;
      this.#close(x, y, weight === 1 ? undefined : Float32Array.of(weight));
      return true;
    }
    if (this.#filled === 0) {
      this.#w = undefined;
      this.#x = new Float32Array(x.length * this.#batchSize);
      this.#y = new Float32Array(y.length * this.#batchSize);
    }
    this.#x.set(x, this.#filled * x.length);
    this.#y.set(y, this.#filled * y.length);
    if (weight !== 1) this.#w ??= new Float32Array(this.#batchSize).fill(1);
    if (this.#w !== undefined) this.#w[this.#filled] = weight;
    this.#filled++;
    if (this.#filled < this.#batchSize) return false;
    this.#close(this.#x, this.#y, this.#w);
    return true;
  }

  /** The batch that is filling becomes due as it is. */
  closePartial(): void {
    if (this.#filled === 0) return;
    const width = this.#x.length / this.#batchSize;
    const outputs = this.#y.length / this.#batchSize;
    const filled = this.#filled;
    this.#close(this.#x.slice(0, filled * width), this.#y.slice(0, filled * outputs), this.#w?.slice(0, filled));
  }

  /** The next training, whose first step is `step`; its batches are in the window from now on. */
  take(step: number): Training | undefined {
    const first = this.#due.shift();
    if (first === undefined) return undefined;
    let last = first;
    this.#admit(first);
    if (!this.#bounded && !first.history) {
      while (this.#due.at(0)?.history === false) {
        last = this.#due.shift()!;
        this.#admit(last);
      }
    }
    const whole = concatenate(this.#window);
    const batch = this.#draws === undefined ? whole : this.#withReplayed(whole, this.#draws, step);
    const batchSize = this.#draws === undefined ? this.#batchSize : batch.rows;
    const training = { batch, batchSize, labelsDone: this.#labelsDone, lastLabel: last.lastLabel };
    if (this.#window.length === this.#batchesFed) this.#window.shift();
    if (this.#keepsLast) this.#last = training;
    return training;
  }

  /** The last training, to be walked again. */
  get last(): Training | undefined {
    return this.#last;
  }

  #close(x: Float32Array, y: Float32Array, w: Float32Array | undefined): void {
    const due = { x, y, rows: this.#filled, lastLabel: this.#lastLabel, history: this.#history };
    this.#due.push(w === undefined ? due : Object.assign(due, { w }));
    this.#labelsDue += this.#filled;
    if (this.#history) this.historyDue += this.#filled;
    this.#filled = 0;
    if (!this.#bounded && this.#due.length > this.#batchesFed && !this.#due.at(0)!.history) {
      const evicted = this.#due.shift()!;
      this.#labelsDone += evicted.rows;
      this.#evicted(evicted.rows);
    }
  }

  /** The newest batch, then what is drawn. */
  #withReplayed({ x, y, w, rows }: LabelledBatch, draws: Draws, step: number): LabelledBatch {
    const [width, outputs] = [x.length / rows, y.length / rows];
    this.#replay ??= new Replay(draws.of, width, outputs);
    for (let row = 0; row < rows; row++) this.#replay.add(x, row * width, y, row * outputs, w?.[row]);
    const all = rows + draws.rows;
    const batch = { x: new Float32Array(all * width), y: new Float32Array(all * outputs), rows: all };
    const weights = w === undefined && this.#replay.w === undefined ? undefined : new Float32Array(all).fill(1);
    weights?.set(w ?? []);
    batch.x.set(x);
    batch.y.set(y);
    for (const [i, drawn] of this.#replay.draw(draws.rows, draws.of, draws.seed, step).entries()) {
      batch.x.set(this.#replay.x.subarray(drawn * width, (drawn + 1) * width), (rows + i) * width);
      batch.y.set(this.#replay.y.subarray(drawn * outputs, (drawn + 1) * outputs), (rows + i) * outputs);
      if (this.#replay.w !== undefined) weights![rows + i] = this.#replay.w[drawn]!;
    }
    return weights === undefined ? batch : { ...batch, w: weights };
  }

  #admit(due: Due): void {
    this.#window.push(due);
    if (this.#window.length > this.#batchesFed) this.#window.shift();
    this.#labelsDone += due.rows;
    if (due.history) this.historyDue -= due.rows;
  }
}

function concatenate(batches: readonly LabelledBatch[]): LabelledBatch {
  if (batches.length === 1) return batches[0]!;
  const rows = batches.reduce((sum, batch) => sum + batch.rows, 0);
  const x = new Float32Array(batches.reduce((sum, batch) => sum + batch.x.length, 0));
  const y = new Float32Array(batches.reduce((sum, batch) => sum + batch.y.length, 0));
  const w = batches.some((batch) => batch.w !== undefined) ? new Float32Array(rows).fill(1) : undefined;
  let [atX, atY, atW] = [0, 0, 0];
  for (const batch of batches) {
    x.set(batch.x, atX);
    y.set(batch.y, atY);
    if (batch.w !== undefined) w!.set(batch.w, atW);
    atX += batch.x.length;
    atY += batch.y.length;
    atW += batch.rows;
  }
  return w === undefined ? { x, y, rows } : { x, y, w, rows };
}
