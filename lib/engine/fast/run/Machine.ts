import { hash } from '../../../models/layers/hash.js';
import type { Batch, LabelledBatch } from '../../Learner.js';
import { type KernelBuild, type Kernels, loadKernels } from '../kernels/loadKernels.js';
import type { Affine, FastProgram, Phase } from './FastProgram.js';

/** A program in memory, ready to run. */
export class Machine {
  readonly program: FastProgram;
  readonly #kernels: Kernels;
  readonly #rows = new Map<Phase, number>();
  #floats!: Float32Array;
  #ints!: Int32Array;

  constructor(program: FastProgram, build: KernelBuild) {
    this.program = program;
    this.#kernels = loadKernels(build);
    this.#reserve(at(program.train.end, 1));
    for (const { at, data } of program.constants) this.#floats.set(data, at / 4);
  }

  /** All of the memory as floats: float `i` lies at byte `4 i`. Valid until the next `train` or `predict`. */
  get floats(): Float32Array {
    return this.#floats;
  }

  /** One step with the given settings of the optimizer; `step` tells the masks of dropout. @returns the loss before it. */
  train({ x, y, w, rows }: LabelledBatch, step: number, settings: readonly number[]): number {
    const { seed, weighted } = this.program;
    const train = w === undefined ? this.program.train : weighted;
    if (train === undefined) throw new Error('this program was made without weights of rows');
    this.#prepare(train, rows);
    const floats = this.#floats;
    floats.set(x, at(train.x, rows) / 4);
    floats.set(y, at(train.y, rows) / 4);
    if (w !== undefined) floats.set(w, at(train.w!, rows) / 4);
    floats.set(settings, this.program.settings / 4);
    for (const { counter, layer } of train.masks) this.#ints[counter / 4] = hash(seed, layer, step);
    this.#run(train);
    return floats[at(train.loss, rows) / 4]!;
  }

  /** @returns a copy of the outputs. */
  predict({ x, rows }: Batch): Float32Array {
    const { predict, outputs } = this.program;
    this.#prepare(predict, rows);
    this.#floats.set(x, at(predict.x, rows) / 4);
    this.#run(predict);
    const output = at(predict.output, rows) / 4;
    return this.#floats.slice(output, output + rows * outputs);
  }

  /** Makes the phase's words fit a number of rows, where they do not yet. */
  #prepare(phase: Phase, rows: number): void {
    if (this.#rows.get(phase) === rows) return;
    this.#reserve(at(phase.end, rows));
    const first = phase.at / 4;
    const ints = this.#ints;
    ints.set(phase.words, first);
    const { perRow } = phase;
    for (let i = 0; i < perRow.length; i += 2) ints[first + perRow[i]!]! += perRow[i + 1]! * rows;
    for (const { at, form, base, perRow } of phase.rowConstants) {
      const number = base + perRow * rows;
      this.#floats[at / 4] = form === 'reciprocal' ? 1 / number : number;
    }
    this.#rows.set(phase, rows);
  }

  #run(phase: Phase): void {
    this.#kernels.run(phase.at, phase.at + 4 * phase.words.length);
  }

  #reserve(bytes: number): void {
    this.#kernels.reserve(bytes);
    const buffer = this.#kernels.buffer();
    if (this.#floats?.buffer === buffer) return;
    this.#floats = new Float32Array(buffer);
    this.#ints = new Int32Array(buffer);
  }
}

/** @returns an affine number for so many rows. */
export function at({ base, perRow }: Affine, rows: number): number {
  return base + perRow * rows;
}
