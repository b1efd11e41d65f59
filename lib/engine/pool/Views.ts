import { BINS, isRefreshed, quantileEdges, RECENT } from '../../preprocess/quantileEdges.js';
import type { Replay } from '../Replay.js';
import type { Arena } from './Arena.js';
import { FLOATS_PER_DOUBLE, readDoubles, writeDoubles } from './doubles.js';
import type { Program } from './Program.js';
import { Programs } from './Programs.js';

/** How far from the mean a number may be in the scaled view, in standard deviations. */
const CLIP = 4;

/** Numbers beyond are taken for this, so that no arithmetic overflows. */
const GREATEST = 1e30;

/** The greatest that a reciprocal may be. */
const STEEPEST = 3e38;

/** The encoded view as `locate` tells it, in addresses, and how many numbers are encoded. */
export interface Located {
  readonly places: number;
  readonly scales: number;
  readonly numbers: number;
}

/**
 * The two views of rows that members are given: `scaled`, by running mean and standard deviation, clipped to ±4; and `encoded`,
 * piecewise linear between running quantiles. A feature is a column of the last axis of an instance; what is learned of it comes
 * from all its positions.
 *
 * In the arena each row of a view ends in a 1, which biases multiply.
 */
export class Views {
  /** Numbers of one row in each view, without the 1 at the end. */
  readonly widths: { readonly scaled: number; readonly encoded: number };
  /** How many floats `write` writes. */
  readonly size: number;
  readonly #arena: Arena;
  readonly #width: number;
  readonly #features: number;
  /** The count, then all means, then all sums of squared deviations. */
  readonly #moments: Float64Array;
  readonly #edges: Float32Array;
  readonly #constants: { readonly [name in 'center' | 'inverse' | 'starts' | 'scales']: number };
  readonly #buffers = { raw: 0, difference: 0, product: 0, scaled: 0, encoded: 0, places: 0 };
  readonly #answering: Programs;
  readonly #teaching: Programs;
  readonly #encodes: boolean;
  #room = 0;
  #learned = true;
  #refreshed = true;

  /**
   * @param encodes whether the encoded view is needed. @param unread so many rows at the end of a lesson are asked for in that
   * view only where their numbers lie, so that they need not be encoded.
   */
  constructor(arena: Arena, inputShape: readonly number[], encodes: boolean, unread = 0) {
    const width = inputShape.reduce((product, size) => product * size, 1);
    this.#arena = arena;
    this.#width = width;
    this.#features = inputShape.length > 1 ? inputShape.at(-1)! : width;
    this.#encodes = encodes;
    this.widths = { scaled: width, encoded: BINS * width };
    this.#moments = new Float64Array(1 + 2 * this.#features);
    this.#edges = new Float32Array((BINS + 1) * this.#features);
    this.size = FLOATS_PER_DOUBLE * this.#moments.length + this.#edges.length;
    this.#constants = {
      center: arena.take(width + 1),
      inverse: arena.take(width + 1),
      starts: arena.take(BINS * width),
      scales: arena.take(BINS * width),
    };
    this.#answering = new Programs(arena, (program, rows) => this.#write(program, rows, rows));
    this.#teaching = new Programs(arena, (program, rows) => this.#write(program, rows, rows - unread));
    this.reserve(1);
  }

  /** Where a view's rows are, after `compute`. It moves where `reserve` makes room. */
  address(view: 'scaled' | 'encoded'): number {
    return this.#buffers[view];
  }

  /** Where, of the encoded view, it is told in which bin each number lies; it moves as a view does. */
  get located(): Located {
    return { places: this.#buffers.places, scales: this.#constants.scales, numbers: this.#width };
  }

  /** Makes room for so many rows. @returns whether the addresses have changed. */
  reserve(rows: number): boolean {
    if (rows <= this.#room) return false;
    this.#room = 2 ** Math.ceil(Math.log2(rows));
    this.#answering.forget();
    this.#teaching.forget();
    const row = this.#width + 1;
    for (const name of ['raw', 'difference', 'product', 'scaled'] as const) {
      this.#buffers[name] = this.#arena.take(this.#room * row);
    }
    if (this.#encodes) {
      this.#buffers.encoded = this.#arena.take(this.#room * (BINS * this.#width + 1));
      this.#buffers.places = this.#arena.take(this.#room * 2 * this.#width);
    }
    const raw = this.#arena.at(this.#buffers.raw, this.#room * row);
    for (let i = row - 1; i < raw.length; i += row) raw[i] = 1;
    return true;
  }

  /** Learns from one row. */
  learn(x: Float32Array, from: number): void {
    const moments = this.#moments;
    const features = this.#features;
    for (let position = 0; position < this.#width; position += features) {
      const count = ++moments[0]!;
      for (let i = 0; i < features; i++) {
        const value = x[from + position + i]!;
        const difference = value - moments[1 + i]!;
        moments[1 + i]! += difference / count;
        moments[1 + features + i]! += difference * (value - moments[1 + i]!);
      }
    }
    this.#learned = true;
  }

  /** Takes the quantiles anew, where the `rows`-th row is one after which that is due. @param recent holds the newest rows. */
  refresh(recent: Replay, rows: number): void {
    if (!this.#encodes || !isRefreshed(rows)) return;
    const count = Math.min(recent.count, RECENT);
    if (count < 2) return;
    const positions = this.#width / this.#features;
    const column = new Float32Array(count);
    for (let feature = 0; feature < this.#features; feature++) {
      for (let i = 0; i < count; i++) {
        // One position of each row, in turns: neighbouring windows have nearly all of them in common.
        const position = (rows - i) % positions;
        column[i] = recent.x[recent.back(i) * this.#width + position * this.#features + feature]!;
      }
      quantileEdges(column, this.#edges, feature * (BINS + 1));
    }
    this.#refreshed = true;
  }

  /** Row `row` of what is computed next is the one in `x`, from `from` on. */
  place(row: number, x: Float32Array, from: number): void {
    const floats = this.#arena.floats;
    const width = this.#width;
    const to = this.#buffers.raw / 4 + row * (width + 1);
    for (let i = 0; i < width; i++) {
      const value = x[from + i]!;
      floats[to + i] = Math.abs(value) > GREATEST ? Math.sign(value) * GREATEST : value;
    }
  }

  /** Both views of the first `rows` rows, by what is learned so far. */
  compute(rows: number): void {
    this.#useLearned();
    this.#answering.run(rows);
  }

  /** Both views of a lesson's rows; of the encoded one, what is read of it. */
  computeLesson(rows: number): void {
    this.#useLearned();
    this.#teaching.run(rows);
  }

  /** A copy of a view's first rows, without the 1 at the end of each. */
  rows(view: 'scaled' | 'encoded', rows: number): Float32Array {
    const width = this.widths[view];
    const all = this.#arena.at(this.#buffers[view], rows * (width + 1));
    const copy = new Float32Array(rows * width);
    for (let row = 0; row < rows; row++) {
      copy.set(all.subarray(row * (width + 1), row * (width + 1) + width), row * width);
    }
    return copy;
  }

  /** Writes all that is learned. @returns where the next may be written. */
  write(to: Float32Array, at: number): number {
    const next = writeDoubles(this.#moments, to, at);
    to.set(this.#edges, next);
    return next + this.#edges.length;
  }

  /** Goes on from what was written. @returns where the next is read from. */
  read(from: Float32Array, at: number): number {
    const next = readDoubles(this.#moments, from, at);
    this.#edges.set(from.subarray(next, next + this.#edges.length));
    this.#learned = true;
    this.#refreshed = true;
    return next + this.#edges.length;
  }

  #useLearned(): void {
    if (this.#learned) this.#scaleByLearned();
    if (this.#refreshed && this.#encodes) this.#encodeByLearned();
  }

  #scaleByLearned(): void {
    this.#learned = false;
    const { floats } = this.#arena;
    const { center, inverse } = this.#constants;
    const features = this.#features;
    const count = this.#moments[0]!;
    for (let i = 0; i < this.#width; i++) {
      const feature = i % features;
      const deviation = count > 1 ? Math.sqrt(this.#moments[1 + features + feature]! / (count - 1)) : 0;
      floats[center / 4 + i] = this.#moments[1 + feature]!;
      floats[inverse / 4 + i] = reciprocal(deviation);
    }
    floats[inverse / 4 + this.#width] = 1;
  }

  #encodeByLearned(): void {
    this.#refreshed = false;
    const { floats } = this.#arena;
    const { starts, scales } = this.#constants;
    for (let i = 0; i < this.#width; i++) {
      const edge = (i % this.#features) * (BINS + 1);
      for (let bin = 0; bin < BINS; bin++) {
        const low = this.#edges[edge + bin]!;
        floats[starts / 4 + i * BINS + bin] = low;
        floats[scales / 4 + i * BINS + bin] = reciprocal(this.#edges[edge + bin + 1]! - low);
      }
    }
  }

  #write(program: Program, rows: number, encodedRows: number): void {
    const { center, inverse, starts, scales } = this.#constants;
    const { raw, difference, product, scaled, encoded, places } = this.#buffers;
    const n = this.#width + 1;
    const rowwise = { d0: 1, a0: 0, b0: 0, d1: 1, a1: 0, b1: 0, rows, aRow: 4 * n, bRow: 0, n, aStep: 1, bStep: 1 };
    program.emit('sub', { ...rowwise, a: raw, b: center, out: difference });
    program.emit('mul', { ...rowwise, a: difference, b: inverse, out: product });
    program.emit('clip', { x: product, out: scaled, n: rows * n, least: -CLIP, most: CLIP });
    if (!this.#encodes) return;
    const bins = { from: raw, starts, scales, rows, n: this.#width };
    program.emit('piecewise', { ...bins, rows: encodedRows, out: encoded });
    program.emit('locate', { ...bins, out: places });
  }
}

function reciprocal(value: number): number {
  return value > 0 ? Math.min(STEEPEST, 1 / value) : 0;
}
