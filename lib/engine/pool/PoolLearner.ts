import { afterAll } from '../afterAll.js';
import { allFinite } from '../allFinite.js';
import type { Batch, Eventually, LabelledBatch, Learner, LearnerState } from '../Learner.js';
import type { Replay } from '../Replay.js';
import type { Combination } from './Combination.js';
import { concatenate } from './concatenate.js';
import { joinWhole, splitWhole } from './doubles.js';
import type { LabelScale } from './LabelScale.js';
import type { Lesson, Members } from './Members.js';
import { RecentErrors } from './RecentErrors.js';
import { TALLY, Tallies } from './Tallies.js';
import type { Views } from './Views.js';

/** What a pool is made of. */
export interface PoolParts {
  readonly views: Views;
  /** Only where values are predicted. */
  readonly labels: LabelScale | undefined;
  readonly members: readonly Members[];
  readonly combination: Combination;
  readonly replay: Replay;
  /** How many rows are drawn from how many of the newest. */
  readonly draws: { readonly rows: number; readonly of: number };
  /** How many members there are. */
  readonly count: number;
  readonly outputs: number;
  readonly width: number;
  readonly seed: number;
}

/** So many rows are answered at a time. */
const MOST_ROWS = 64;

/** Of values: an error counts as no more than this part of the mean error of late. */
const LIMIT = 0.25;

/** How much of the mean error is kept from row to row. */
const KEPT = 0.99;

/** A right class that was thought impossible counts as this. */
const LEAST = 1e-7;

/** Many members as one learner. See `pool()`. */
export class PoolLearner implements Learner {
  readonly shapes: readonly (readonly number[])[];
  readonly #parts: PoolParts;
  readonly #size: number;
  readonly #tallies: Tallies;
  /** Of values: the faded mean error of the combination, in the members' scale, and how many terms it has. */
  readonly #error = new Float32Array(2);
  /** Of classes: rows from before the last change are not replayed. */
  readonly #recent = new RecentErrors();
  #answers: Float32Array;
  #targets = new Float32Array(0);
  /** For the members' answers to the next question, while no other is using it: room of its own for each costs more than the answers. */
  #spare: Float32Array | undefined;
  #rows = 0;

  constructor(parts: PoolParts) {
    this.#parts = parts;
    const { views, labels, members, combination, count, outputs } = parts;
    this.#tallies = new Tallies(count);
    this.shapes = [
      ...members.flatMap(({ shapes }) => shapes),
      [views.size],
      ...(labels === undefined ? [] : [[labels.size], [this.#error.length]]),
      [2],
      [combination.state.length],
      [count, TALLY],
    ];
    this.#size = this.shapes.reduce((sum, shape) => sum + shape.reduce((product, size) => product * size, 1), 0);
    this.#answers = new Float32Array(count * outputs);
  }

  train(batch: LabelledBatch, step: number): Eventually<number> {
    const { views, members } = this.#parts;
    this.#learn(batch);
    const lesson = this.#prepare(batch, step);
    views.computeLesson(lesson.rows);
    const work = members.map((some) => some.train(lesson, this.#answers));
    return afterAll(work, () => {
      const loss = this.#judge(batch);
      const broken = members.map((some) => some.restartBroken());
      return afterAll(broken, (restarted) => {
        for (const member of restarted.flat()) {
          this.#parts.combination.restart(member);
          this.#tallies.restarted(member);
        }
        return loss;
      });
    });
  }

  predict(batch: Batch): Eventually<Float32Array> {
    const { outputs } = this.#parts;
    const answer = new Float32Array(batch.rows * outputs);
    const from = (start: number): Eventually<Float32Array> => {
      for (let row = start; row < batch.rows; row += MOST_ROWS) {
        const done = this.#predict(batch, row, Math.min(batch.rows, row + MOST_ROWS), answer);
        if (done instanceof Promise) return done.then(() => from(row + MOST_ROWS));
      }
      return answer;
    };
    return from(0);
  }

  weights(): Eventually<Float32Array> {
    const { views, labels, members, combination } = this.#parts;
    const weights = new Float32Array(this.#size);
    let at = 0;
    const writing = members.map((some) => {
      const done = some.write(weights, at);
      at += some.size;
      return done;
    });
    at = views.write(weights, at);
    if (labels !== undefined) {
      at = labels.write(weights, at);
      weights.set(this.#error, at);
      at += this.#error.length;
    }
    weights.set(splitWhole(this.#rows), at);
    weights.set(combination.state, at + 2);
    weights.set(this.#tallies.state, at + 2 + combination.state.length);
    return afterAll(writing, () => weights);
  }

  isFinite(): boolean {
    // Members that are not have started over, and what else is written is finite whatever it is.
    return allFinite(this.#parts.combination.state) && allFinite(this.#error);
  }

  load(weights: Float32Array): void {
    if (weights.length !== this.#size) {
      throw new RangeError(`there are ${weights.length} weights where the pool has ${this.#size}`);
    }
    const { views, labels, members, combination } = this.#parts;
    let at = 0;
    for (const some of members) {
      some.read(weights, at);
      at += some.size;
    }
    at = views.read(weights, at);
    if (labels !== undefined) {
      at = labels.read(weights, at);
      this.#error.set(weights.subarray(at, at + this.#error.length));
      at += this.#error.length;
    }
    this.#rows = joinWhole(weights, at);
    at += 2;
    combination.state.set(weights.subarray(at, at + combination.state.length));
    at += combination.state.length;
    this.#tallies.state.set(weights.subarray(at));
  }

  save(): Eventually<LearnerState> {
    const { members, replay } = this.#parts;
    const states = members.map((some) => some.save());
    return afterAll(states, (saved) => {
      const parts = [...saved, this.#recent.save()];
      const measured = parts.flatMap((part) => [Float32Array.of(...splitWhole(part.length)), part]);
      return { arrays: concatenate([...measured, replay.save()]), step: this.#rows };
    });
  }

  restore({ arrays }: LearnerState): void {
    const { members, replay } = this.#parts;
    let at = 0;
    for (const part of [...members, this.#recent]) {
      const length = joinWhole(arrays, at);
      part.restore(arrays.subarray(at + 2, at + 2 + length));
      at += 2 + length;
    }
    replay.restore(arrays.subarray(at));
  }

  dispose(): void {
    for (const some of this.#parts.members) some.dispose();
  }

  /** Scales, quantiles and the rows to replay learn the new rows first, as scalers do. */
  #learn({ x, y, w, rows }: LabelledBatch): void {
    const { views, labels, replay, width, outputs } = this.#parts;
    for (let row = 0; row < rows; row++) {
      views.learn(x, row * width);
      labels?.learn(x, row * width, y, row * outputs);
      replay.add(x, row * width, y, row * outputs, w?.[row]);
      views.refresh(replay, ++this.#rows);
    }
  }

  /** The new rows, and those that are drawn to be replayed. */
  #prepare({ x, y, w, rows: fresh }: LabelledBatch, step: number): Lesson {
    const { views, replay, draws, seed, width, outputs, count } = this.#parts;
    const rows = fresh + draws.rows;
    views.reserve(rows);
    if (this.#targets.length !== rows * outputs) this.#targets = new Float32Array(rows * outputs);
    if (this.#answers.length < fresh * count * outputs) this.#answers = new Float32Array(fresh * count * outputs);
    const weights = w === undefined && replay.w === undefined ? undefined : new Float32Array(rows).fill(1);
    weights?.set(w ?? []);
    for (let row = 0; row < fresh; row++) this.#place(row, x, row * width, y, row * outputs);
    const of = this.#parts.labels === undefined ? Math.min(draws.of, this.#recent.rows + fresh) : draws.of;
    const places = replay.draw(draws.rows, of, seed, step);
    for (let i = 0; i < draws.rows; i++) {
      const drawn = places[i]!;
      this.#place(fresh + i, replay.x, drawn * width, replay.y, drawn * outputs);
      if (replay.w !== undefined) weights![fresh + i] = replay.w[drawn]!;
    }
    const limit = this.#error[1]! > 0 ? (LIMIT * this.#error[0]!) / this.#error[1]! : 1;
    return { fresh, rows, targets: this.#targets, weights, limit, step };
  }

  #place(row: number, x: Float32Array, xFrom: number, y: Float32Array, yFrom: number): void {
    const { views, labels, outputs } = this.#parts;
    views.place(row, x, xFrom);
    if (labels !== undefined) labels.encode(x, xFrom, y, yFrom, this.#targets, row * outputs);
    else for (let k = 0; k < outputs; k++) this.#targets[row * outputs + k] = y[yFrom + k]!;
  }

  /**
   * Learns from the members' answers to the new rows whom to listen to; there each row counts alike, since one row with a great
   * weight would decide. @returns the combination's loss, by the rows' weights.
   */
  #judge({ w, rows }: LabelledBatch): number {
    const { labels, combination, count, outputs } = this.#parts;
    const all = count * outputs;
    let loss = 0;
    for (let row = 0; row < rows; row++) {
      labels?.limit(this.#answers, row * all, (row + 1) * all);
      const answers = ofRow(this.#answers, row, all);
      this.#tallies.count(answers, this.#targets, row * outputs, outputs, labels === undefined);
      const answer = combination.learn(answers, this.#targets, row * outputs);
      loss += (w?.[row] ?? 1) * this.#lossOf(answer, row * outputs);
      if (labels === undefined)
        this.#recent.add(greatest(answer, 0, outputs) !== greatest(this.#targets, row * outputs, outputs));
    }
    return loss / rows;
  }

  #lossOf(answer: Float32Array, at: number): number {
    const { labels, outputs } = this.#parts;
    const targets = this.#targets;
    let sum = 0;
    if (labels === undefined) {
      for (let k = 0; k < outputs; k++) sum += answer[k]! * targets[at + k]!;
      return -Math.log(Math.max(LEAST, sum));
    }
    let error = 0;
    for (let k = 0; k < outputs; k++) {
      const difference = Math.abs(answer[k]! - targets[at + k]!);
      error += difference;
      sum += difference ** 2;
    }
    this.#error[0] = KEPT * this.#error[0]! + error / outputs;
    this.#error[1] = KEPT * this.#error[1]! + 1;
    return sum / outputs;
  }

  #predict({ x }: Batch, start: number, end: number, answer: Float32Array): Eventually<void> {
    const { views, members, labels, combination, width, outputs, count } = this.#parts;
    const rows = end - start;
    const all = count * outputs;
    const spare = this.#spare;
    const answers = spare !== undefined && spare.length === rows * all ? spare : new Float32Array(rows * all);
    this.#spare = undefined;
    views.reserve(rows);
    for (let row = 0; row < rows; row++) views.place(row, x, (start + row) * width);
    views.compute(rows);
    const asked = members.map((some) => some.answer(rows, answers));
    return afterAll(asked, () => {
      for (let row = 0; row < rows; row++) {
        labels?.limit(answers, row * all, (row + 1) * all);
        const to = (start + row) * outputs;
        combination.combine(ofRow(answers, row, all), answer, to);
        labels?.decode(answer, to, x, (start + row) * width);
      }
      this.#spare = answers;
    });
  }
}

/** A row's part, which combinations read from its beginning: a view of it costs as much as they do, and the first row needs none. */
function ofRow(answers: Float32Array, row: number, size: number): Float32Array {
  return row === 0 ? answers : answers.subarray(row * size, (row + 1) * size);
}

/** Which of so many numbers is the greatest. */
function greatest(of: Float32Array, from: number, count: number): number {
  let best = 0;
  for (let k = 1; k < count; k++) if (of[from + k]! > of[from + best]!) best = k;
  return best;
}
