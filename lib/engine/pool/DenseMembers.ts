import type { Arena } from './Arena.js';
import { DenseGroup, type DenseShape, type DenseSpec, strideOf } from './DenseGroup.js';
import type { Lesson, Members } from './Members.js';
import { Program } from './Program.js';
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
  readonly #constants: number;
  readonly #answering: Program;
  readonly #training: Program;
  /** Of each of the past weights, the program that answers from them, and for how many rows. */
  readonly #lagging: readonly { readonly program: Program; rows: number }[];
  #answered = 0;
  #writtenFor = 0;
  #trained = 0;
  #trainedFresh = 0;
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
    this.#answering = new Program(arena);
    this.#training = new Program(arena);
    this.#lagging = this.#past.map(() => ({ program: new Program(arena), rows: 0 }));
  }

  answer(rows: number, answers: Float32Array): void {
    this.#reserve(rows);
    if (this.#answered !== rows) {
      this.#answered = rows;
      this.#writeAnswers(this.#answering, rows, this.#weights);
    }
    this.#answering.run();
    this.#read(rows, () => rows, answers);
  }

  train({ fresh, rows, targets, limit }: Lesson, answers: Float32Array): void {
    const { arena, lag } = this.#pool;
    this.#reserve(rows);
    if (this.#trained !== rows || this.#trainedFresh !== fresh) {
      this.#trained = rows;
      this.#trainedFresh = fresh;
      this.#writeTraining(fresh, rows);
    }
    const all = arena.floats;
    all.set(targets, this.#targets.at / 4);
    all[this.#constants / 4 + 2] = limit;
    all[this.#constants / 4 + 3] = -limit;
    if (lag > 0) this.#answerFromPast(fresh, answers);
    for (const group of this.#groups) group.prepareStep();
    this.#training.run();
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
    const saved = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      saved.set(part, at);
      at += part.length;
    }
    return saved;
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
    const lagging = this.#lagging[slot]!;
    if (lagging.rows !== rows) {
      lagging.rows = rows;
      this.#writeAnswers(lagging.program, rows, oldest);
    }
    lagging.program.run();
    this.#read(rows, () => rows, answers);
    arena.floats.set(arena.at(this.#weights, this.size), oldest / 4);
  }

  #reserve(rows: number): void {
    const moved = this.#groups.map((group) => group.reserve(rows)).some((has) => has);
    if (this.#targets.room < rows) {
      this.#targets.room = 2 ** Math.ceil(Math.log2(rows));
      this.#targets.at = this.#pool.arena.take(this.#targets.room * this.#pool.outputs);
    }
    const from = this.#pool.views.address('scaled');
    if (!moved && from === this.#writtenFor) return;
    this.#writtenFor = from;
    this.#answered = 0;
    this.#trained = 0;
    for (const lagging of this.#lagging) lagging.rows = 0;
  }

  #writeAnswers(program: Program, rows: number, weights: number): void {
    program.clear();
    this.#eachGroup((group, offset) => {
      group.emitAnswers(program, this.#pool.views.address(group.view), rows, weights + offset);
    });
    program.load();
  }

  #writeTraining(fresh: number, all: number): void {
    const { arena, views, outputs, target } = this.#pool;
    const program = this.#training.clear();
    const shareOf = (rows: number) => (target === 'Classes' ? 1 / rows : 2 / (rows * outputs));
    arena.floats[this.#constants / 4] = shareOf(fresh);
    arena.floats[this.#constants / 4 + 1] = shareOf(all);
    this.#eachGroup((group, offset) => {
      const rows = group.replays ? all : fresh;
      const x = views.address(group.view);
      group.emitAnswers(program, x, rows, this.#weights + offset);
      const share = this.#constants + (group.replays ? 4 : 0);
      group.emitTraining(program, { x, rows, targets: this.#targets.at, share, limit: this.#constants + 8 });
    });
    program.load();
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
