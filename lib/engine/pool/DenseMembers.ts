import type { Arena } from './Arena.js';
import { concatenate } from './concatenate.js';
import { DenseGroup } from './DenseGroup.js';
import { type DenseShape, type DenseSpec, isLocated, strideOf } from './DenseSpec.js';
import type { Lesson, Members } from './Members.js';
import type { Program } from './Program.js';
import { Programs } from './Programs.js';
import type { Views } from './Views.js';

/** What dense members need to know of their pool. */
export interface DensePool {
  readonly arena: Arena;
  readonly views: Views;
  /** How many members the whole pool has. */
  readonly members: number;
  readonly outputs: number;
  readonly target: 'Classes' | 'Values';
  readonly seed: number;
  /** How many rows are replayed in a step, beside the new ones. */
  readonly replayed: number;
  /** Steps between an instance's prediction and its training. */
  readonly lag: number;
}

/** Members of one hidden layer, or none: all in one memory, and one step of all of them is one program of the kernels. */
export class DenseMembers implements Members {
  readonly shapes: readonly (readonly number[])[];
  readonly size: number;
  readonly #pool: DensePool;
  readonly #groups: readonly DenseGroup[];
  readonly #weights: number;
  /** The weights of the last `lag` steps, in a ring. */
  readonly #past: readonly number[];
  readonly #targets = { at: 0, room: 0 };
  /** What each row's gradient is multiplied by, of groups that do not replay and of those that do; only where rows have weights. */
  readonly #shares = { fresh: 0, all: 0, room: 0 };
  readonly #constants: number;
  readonly #answering: Programs;
  readonly #training: Programs;
  readonly #weighted: Programs;
  /** Of each of the past weights, what answers from them. */
  readonly #lagging: readonly Programs[];
  #writtenFor = 0;
  #steps = 0;

  constructor(specs: readonly DenseSpec[], pool: DensePool) {
    const { arena, views, outputs, target, seed, lag } = pool;
    this.#pool = pool;
    const shapeOf = ({ view }: DenseSpec): DenseShape => ({ inputs: views.widths[view], outputs, target, seed });
    const groups = groupAlike(specs);
    this.size = groups.reduce((sum, group) => sum + group.length * strideOf(group[0]!, shapeOf(group[0]!)), 0);
    this.#weights = arena.take(this.size);
    let next = this.#weights;
    this.#groups = groups.map((group) => {
      const made = new DenseGroup(arena, group, shapeOf(group[0]!), next);
      next += 4 * group.length * made.stride;
      return made;
    });
    this.shapes = this.#groups.map((group) => [group.specs.length, group.stride]);
    this.#past = Array.from({ length: lag }, () => arena.take(this.size));
    this.#rememberEverywhere();
    this.#constants = arena.take(4);
    this.#answering = new Programs(arena, (program, rows) => this.#emitAnswers(program, rows, this.#weights));
    this.#training = new Programs(arena, (program, rows) => this.#emitTraining(program, rows, false));
    this.#weighted = new Programs(arena, (program, rows) => this.#emitTraining(program, rows, true));
    this.#lagging = this.#past.map(
      (past) => new Programs(arena, (program, rows) => this.#emitAnswers(program, rows, past)),
    );
  }

  answer(rows: number, answers: Float32Array): void {
    this.#reserve(rows);
    this.#answering.run(rows);
    this.#read(rows, () => rows, answers);
  }

  train({ fresh, rows, targets, weights, limit }: Lesson, answers: Float32Array): void {
    const { arena, lag, outputs, target } = this.#pool;
    this.#reserve(rows);
    const shareOf = (count: number) => (target === 'Classes' ? 1 / count : 2 / (count * outputs));
    if (weights !== undefined) this.#placeShares(weights, fresh, rows, shareOf);
    const { floats } = arena;
    floats.set(targets, this.#targets.at / 4);
    const constants = this.#constants / 4;
    floats[constants] = shareOf(fresh);
    floats[constants + 1] = shareOf(rows);
    floats[constants + 2] = limit;
    floats[constants + 3] = -limit;
    if (lag > 0) this.#answerFromPast(fresh, answers);
    for (const group of this.#groups) group.prepareStep();
    (weights === undefined ? this.#training : this.#weighted).run(fresh);
    if (lag === 0) this.#read(fresh, ({ replays }) => (replays ? rows : fresh), answers);
    this.#steps++;
  }

  restartBroken(): readonly number[] {
    const broken: number[] = [];
    let from = 0;
    for (const group of this.#groups) {
      for (const index of group.restartBroken()) {
        broken.push(group.specs[index]!.member);
        const { arena } = this.#pool;
        const weights = arena.at(this.#weights + 4 * (from + index * group.stride), group.stride);
        for (const past of this.#past) arena.floats.set(weights, past / 4 + from + index * group.stride);
      }
      from += group.specs.length * group.stride;
    }
    return broken;
  }

  write(to: Float32Array, at: number): void {
    to.set(this.#pool.arena.at(this.#weights, this.size), at);
  }

  read(from: Float32Array, at: number): void {
    this.#pool.arena.floats.set(from.subarray(at, at + this.size), this.#weights / 4);
    this.#rememberEverywhere();
  }

  save(): Float32Array {
    const { arena } = this.#pool;
    const parts = this.#groups.flatMap((group) => group.save());
    // The ring from where it stands, so that it goes on from its beginning.
    for (let i = 0; i < this.#past.length; i++) parts.push(arena.at(this.#past[this.#slot(i)]!, this.size));
    return concatenate(parts);
  }

  restore(saved: Float32Array): void {
    let at = 0;
    for (const group of this.#groups) at = group.restore(saved, at);
    this.#steps = 0;
    for (const past of this.#past) {
      this.#pool.arena.floats.set(saved.subarray(at, at + this.size), past / 4);
      at += this.size;
    }
  }

  dispose(): void {
    // The memory goes with the arena.
  }

  /** Which of the past weights were in force `lag - i` steps ago. */
  #slot(i: number): number {
    return (this.#steps + i) % this.#past.length;
  }

  #rememberEverywhere(): void {
    const { arena } = this.#pool;
    for (const past of this.#past) arena.floats.set(arena.at(this.#weights, this.size), past / 4);
  }

  #answerFromPast(rows: number, answers: Float32Array): void {
    const { arena } = this.#pool;
    const slot = this.#slot(0);
    const oldest = this.#past[slot]!;
    this.#lagging[slot]!.run(rows);
    this.#read(rows, () => rows, answers);
    arena.floats.set(arena.at(this.#weights, this.size), oldest / 4);
  }

  #reserve(rows: number): void {
    let moved = false;
    for (const group of this.#groups) moved = group.reserve(rows) || moved;
    if (this.#targets.room < rows) {
      this.#targets.room = 2 ** Math.ceil(Math.log2(rows));
      this.#targets.at = this.#pool.arena.take(this.#targets.room * this.#pool.outputs);
    }
    const from = this.#pool.views.address('scaled');
    if (!moved && from === this.#writtenFor) return;
    this.#writtenFor = from;
    for (const programs of [this.#answering, this.#training, this.#weighted, ...this.#lagging]) programs.forget();
  }

  #placeShares(weights: Float32Array, fresh: number, rows: number, shareOf: (rows: number) => number): void {
    const { arena } = this.#pool;
    const shares = this.#shares;
    if (shares.room < rows) {
      shares.room = 2 ** Math.ceil(Math.log2(rows));
      shares.fresh = arena.take(shares.room);
      shares.all = arena.take(shares.room);
      this.#weighted.forget();
    }
    for (let row = 0; row < fresh; row++) arena.floats[shares.fresh / 4 + row] = weights[row]! * shareOf(fresh);
    for (let row = 0; row < rows; row++) arena.floats[shares.all / 4 + row] = weights[row]! * shareOf(rows);
  }

  #emitAnswers(program: Program, rows: number, weights: number): void {
    this.#eachGroup((group, offset) => {
      group.emitAnswers(program, this.#pool.views.address(group.view), rows, weights + offset);
    });
  }

  #emitTraining(program: Program, fresh: number, weighted: boolean): void {
    const { views, replayed } = this.#pool;
    this.#eachGroup((group, offset) => {
      const rows = group.replays ? fresh + replayed : fresh;
      const x = views.address(group.view);
      const [ofFresh, ofAll] = weighted
        ? [this.#shares.fresh, this.#shares.all]
        : [this.#constants, this.#constants + 4];
      const share = group.replays ? ofAll : ofFresh;
      const located = isLocated(group.specs[0]!, rows) ? views.located : undefined;
      group.emitAnswers(program, x, rows, this.#weights + offset, located);
      const [targets, limit] = [this.#targets.at, this.#constants + 8];
      group.emitTraining(program, { x, located, rows, targets, share, weighted, limit });
    });
  }

  #eachGroup(visit: (group: DenseGroup, offset: number) => void): void {
    let offset = 0;
    for (const group of this.#groups) {
      visit(group, offset);
      offset += 4 * group.specs.length * group.stride;
    }
  }

  /** @param asked how many rows of a group were answered. */
  #read(rows: number, asked: (group: DenseGroup) => number, answers: Float32Array): void {
    const { arena, members, outputs } = this.#pool;
    for (const group of this.#groups) {
      const all = asked(group);
      for (let index = 0; index < group.specs.length; index++) {
        const { member } = group.specs[index]!;
        for (let row = 0; row < rows; row++) {
          const from = group.answers / 4 + (index * all + row) * outputs;
          const to = (row * members + member) * outputs;
          for (let k = 0; k < outputs; k++) answers[to + k] = arena.floats[from + k]!;
        }
      }
    }
  }
}

/** Members that the same instructions compute, in the order in which the first of each kind comes. */
function groupAlike(specs: readonly DenseSpec[]): DenseSpec[][] {
  const groups = new Map<string, DenseSpec[]>();
  for (const spec of specs) {
    const { view, units, activation, replays } = spec;
    const kind = [view, units, units > 0 ? activation : '', replays].join();
    groups.set(kind, [...(groups.get(kind) ?? []), spec]);
  }
  return [...groups.values()];
}
