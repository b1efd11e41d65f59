import { hash, mix } from '../../models/layers/hash.js';
import type { Arena } from './Arena.js';
import { type DenseShape, type DenseSpec, strideOf } from './DenseSpec.js';
import { MemberOptimizers } from './MemberOptimizers.js';
import type { View } from './Members.js';
import type { Program } from './Program.js';
import type { Located } from './Views.js';

/** What a training program needs to find. */
export interface TrainingPlaces {
  readonly x: number;
  /** Where the rows' numbers lie in their bins, where that is to be used in place of `x`. */
  readonly located: Located | undefined;
  readonly rows: number;
  readonly targets: number;
  /** What a gradient is multiplied by, so that it is the mean over the rows: one number, or one for each row. */
  readonly share: number;
  /** Whether it is one for each row, since rows have weights. */
  readonly weighted: boolean;
  /** Of values: the greatest error, and its negative. */
  readonly limit: number;
}

/** What is answered, with which weights, and where to. */
interface Answering {
  readonly x: number;
  readonly located: Located | undefined;
  readonly rows: number;
  readonly from: number;
  readonly out: number;
}

/**
 * Members that are computed by the same instructions: of one view, width, activation and batch, each with its optimizer.
 *
 * A member's weights lie together: the hidden layer's [inputs + 1, units], whose last row are biases, the output layer's
 * [outputs, units], and its biases; of a linear member [outputs, inputs + 1]. Then padding to a whole vector.
 */
export class DenseGroup {
  /** Floats from one member's weights to the next's. */
  readonly stride: number;
  readonly #arena: Arena;
  readonly #shape: DenseShape;
  readonly #weights: number;
  readonly #gradients: number;
  readonly #optimizers: MemberOptimizers;
  readonly #outputBiases: number;
  /** Of the encoded view: what `knots` makes of each member's weights. */
  readonly #knots: number;
  readonly #sums: number;
  #buffers = { hidden: 0, sums: 0, logits: 0, answers: 0, differences: 0, errors: 0, hiddenErrors: 0, scratch: 0 };
  #room = 0;

  /** @param weights where the members' weights are to be, one after the other. */
  constructor(
    arena: Arena,
    readonly specs: readonly DenseSpec[],
    shape: DenseShape,
    weights: number,
  ) {
    this.#arena = arena;
    this.#shape = shape;
    this.#weights = weights;
    this.stride = strideOf(specs[0]!, shape);
    const count = specs.length;
    this.#gradients = arena.take(count * this.stride);
    const optimizers = specs.map(({ optimizer }) => optimizer);
    this.#optimizers = new MemberOptimizers(arena, optimizers, this.stride);
    this.#outputBiases = arena.take(count * shape.outputs);
    this.#sums = arena.take(count);
    this.#knots = this.view === 'encoded' ? arena.take(count * this.stride) : 0;
    for (let index = 0; index < count; index++) this.#begin(index, false);
  }

  get units(): number {
    return this.specs[0]!.units;
  }

  get view(): View {
    return this.specs[0]!.view;
  }

  get replays(): boolean {
    return this.specs[0]!.replays;
  }

  /** Where the answers are: for each member, for each row that was asked, all outputs. */
  get answers(): number {
    return this.#buffers.answers;
  }

  /** Makes room for so many rows. @returns whether the buffers have moved. */
  reserve(rows: number): boolean {
    if (rows <= this.#room) return false;
    this.#room = 2 ** Math.ceil(Math.log2(rows));
    const hidden = this.specs.length * this.#room * this.units;
    const output = this.specs.length * this.#room * this.#shape.outputs;
    this.#buffers = {
      hidden: this.#arena.take(hidden),
      sums: this.#arena.take(hidden),
      logits: this.#arena.take(output),
      answers: this.#arena.take(output),
      differences: this.#arena.take(output),
      errors: this.#arena.take(output),
      hiddenErrors: this.#arena.take(hidden),
      scratch: this.#arena.take(scratchOf(this.#room, this.#inputs, this.units, this.#shape.outputs)),
    };
    return true;
  }

  /** @param from where the weights are, which may be older ones. @param located as in `TrainingPlaces`. */
  emitAnswers(program: Program, x: number, rows: number, from: number, located?: Located): void {
    const { outputs, target } = this.#shape;
    const count = this.specs.length;
    const { logits, answers } = this.#buffers;
    const n = rows * outputs;
    if (this.units === 0) this.#emitLinear(program, x, rows, from, target === 'Classes' ? logits : answers);
    else this.#emitHidden(program, { x, located, rows, from, out: target === 'Classes' ? logits : answers });
    if (target === 'Classes') program.emit('softmax', { from: logits, out: answers, rows: count * rows, n: n / rows });
  }

  /** After `emitAnswers` with the weights as they are: the gradients, and a step of each member's optimizer. */
  emitTraining(program: Program, places: TrainingPlaces): void {
    this.#emitErrors(program, places);
    if (this.units === 0) this.#emitLinearGradients(program, places);
    else this.#emitHiddenGradients(program, places);
    this.#optimizers.emit(program, this.#weights, this.#gradients);
    const [outer, reduce] = [this.specs.length, this.stride];
    program.emit('sum', { from: this.#weights, out: this.#sums, outer, reduce, inner: 1 });
  }

  /** Leaves the optimizers' settings for the step that is run next. */
  prepareStep(): void {
    this.#optimizers.prepareStep();
  }

  /** Members whose weights were not finite after the last step start over. @returns their places in the group. */
  restartBroken(): number[] {
    const broken: number[] = [];
    for (let index = 0; index < this.specs.length; index++) {
      const sum = this.#arena.floats[this.#sums / 4 + index]!;
      if (sum - sum === 0) continue;
      this.#begin(index, true);
      broken.push(index);
    }
    return broken;
  }

  /** What training needs beside the weights. */
  save(): Float32Array[] {
    return this.#optimizers.save();
  }

  /** @returns where the next is read from. */
  restore(saved: Float32Array, at: number): number {
    return this.#optimizers.restore(saved, at);
  }

  /** Inputs, with the one that biases multiply. */
  get #inputs(): number {
    return this.#shape.inputs + 1;
  }

  /** Where the output layer begins in a member's weights, in bytes. */
  get #output(): number {
    return 4 * this.#inputs * this.units;
  }

  #emitLinear(program: Program, x: number, rows: number, from: number, out: number): void {
    const { outputs } = this.#shape;
    const [k, batch] = [this.#inputs, this.specs.length];
    program.emit('matmulNT', {
      ...{ a: x, b: from, out, bias: 0, scratch: this.#buffers.scratch, relu: 0, m: rows, n: outputs, k, batch },
      ...{ aBatch: 0, bBatch: 4 * this.stride, outBatch: 4 * rows * outputs },
    });
  }

  #emitHidden(program: Program, { x, located, rows, from, out }: Answering): void {
    const { outputs } = this.#shape;
    const { hidden, sums, differences } = this.#buffers;
    const [units, batch, member] = [this.units, this.specs.length, 4 * this.stride];
    const [hiddenBatch, outputBatch] = [4 * rows * units, 4 * rows * outputs];
    const relu = this.specs[0]!.activation === 'relu';
    const to = { out: relu ? hidden : sums, outBatch: hiddenBatch, relu: relu ? 1 : 0, batch };
    if (located !== undefined) {
      const { places, scales, numbers: n } = located;
      const matrix = { matrix: from, matrixBatch: member, n, units };
      program.emit('knots', { ...matrix, scales, out: this.#knots, batch, outBatch: member });
      program.emit('interpolate', { ...matrix, ...to, places, values: this.#knots, valuesBatch: member, rows });
    } else {
      program.emit('matmul', {
        ...{ ...to, a: x, b: from, bias: 0, scratch: this.#buffers.scratch },
        ...{ m: rows, n: units, k: this.#inputs, aBatch: 0, bBatch: member },
      });
    }
    if (!relu) program.emit('tanh', { x: sums, out: hidden, n: batch * rows * units });
    program.emit('matmulNT', {
      ...{ a: hidden, b: from + this.#output, out: differences, bias: 0, scratch: this.#buffers.scratch, relu: 0 },
      ...{ m: rows, n: outputs, k: units, batch, aBatch: hiddenBatch, bBatch: member, outBatch: outputBatch },
    });
    program.emit('add', {
      ...{ a: differences, b: from + this.#output + 4 * outputs * units, out },
      ...{ d0: 1, a0: 0, b0: 0, d1: batch, a1: outputBatch, b1: member, rows, aRow: 4 * outputs, bRow: 0 },
      ...{ n: outputs, aStep: 1, bStep: 1 },
    });
  }

  #emitErrors(program: Program, { rows, targets, share, weighted, limit }: TrainingPlaces): void {
    const { answers, differences, errors } = this.#buffers;
    const batch = this.specs.length;
    const { outputs } = this.#shape;
    const n = rows * outputs;
    const flat = { d0: 1, a0: 0, b0: 0, d1: 1, a1: 0, b1: 0, rows: 1, aRow: 0, bRow: 0, aStep: 1 };
    program.emit('sub', {
      ...{ ...flat, a: answers, b: targets, out: differences, d1: batch, a1: 4 * n, b1: 0, n, bStep: 1 },
    });
    const all = { ...flat, a: differences, out: differences, n: batch * n, bStep: 0 };
    if (this.#shape.target === 'Values') {
      program.emit('minimum', { ...all, b: limit });
      program.emit('maximum', { ...all, b: limit + 4 });
    }
    const byRow = { d1: batch, a1: 4 * n, rows, aRow: 4 * outputs, bRow: 4, n: outputs };
    program.emit('mul', { ...all, ...(weighted ? byRow : {}), b: share, out: errors });
  }

  #emitLinearGradients(program: Program, { x, rows }: TrainingPlaces): void {
    const { outputs } = this.#shape;
    program.emit('matmulTN', {
      ...{ a: this.#buffers.errors, b: x, out: this.#gradients, bias: 0, scratch: this.#buffers.scratch, relu: 0 },
      ...{ m: outputs, n: this.#inputs, k: rows, batch: this.specs.length },
      ...{ aBatch: 4 * rows * outputs, bBatch: 0, outBatch: 4 * this.stride },
    });
  }

  #emitHiddenGradients(program: Program, { x, located, rows }: TrainingPlaces): void {
    const { outputs } = this.#shape;
    const { hidden, errors, hiddenErrors } = this.#buffers;
    const [units, batch, member] = [this.units, this.specs.length, 4 * this.stride];
    const [hiddenBatch, outputBatch] = [4 * rows * units, 4 * rows * outputs];
    const product = { bias: 0, scratch: this.#buffers.scratch, relu: 0, batch };
    program.emit('matmulTN', {
      ...{ ...product, a: errors, b: hidden, out: this.#gradients + this.#output, m: outputs, n: units, k: rows },
      ...{ aBatch: outputBatch, bBatch: hiddenBatch, outBatch: member },
    });
    program.emit('sum', { from: errors, out: this.#outputBiases, outer: batch, reduce: rows, inner: outputs });
    const one = Object.fromEntries(
      [0, 1, 2, 3].flatMap((i) => [`d${i}`, `from${i}`, `out${i}`].map((key) => [key, 1])),
    );
    program.emit('strided', {
      ...{ ...one, from: this.#outputBiases, out: this.#gradients + this.#output + 4 * outputs * units },
      ...{ d4: batch, from4: outputs, out4: this.stride, d5: outputs, from5: 1, out5: 1 },
    });
    program.emit('hiddenGradient', {
      ...{ errors, weights: this.#weights + this.#output, hidden, out: hiddenErrors, rows, outputs, units, batch },
      isRelu: this.specs[0]!.activation === 'relu' ? 1 : 0,
      ...{ errorsBatch: outputBatch, weightsBatch: member, hiddenBatch },
    });
    if (located !== undefined) {
      const { places, scales, numbers: n } = located;
      program.emit('interpolateGradient', {
        ...{ places, gradient: hiddenErrors, scales, out: this.#gradients, scratch: this.#buffers.scratch },
        ...{ rows, n, units, batch, gradientBatch: hiddenBatch, outBatch: member },
      });
      return;
    }
    program.emit('matmulTN', {
      ...{ ...product, a: x, b: hiddenErrors, out: this.#gradients, m: this.#inputs, n: units, k: rows },
      ...{ aBatch: 0, bBatch: hiddenBatch, outBatch: member },
    });
  }

  /** Glorot uniform weights from seed, member and how often it has started over; biases, and linear members, begin at 0. */
  #begin(index: number, isRestart: boolean): void {
    const { seed, outputs, inputs } = this.#shape;
    this.#optimizers.begin(index, isRestart);
    const weights = this.#arena.at(this.#weights + 4 * index * this.stride, this.stride).fill(0);
    const units = this.units;
    if (units === 0) return;
    const key = hash(seed, this.specs[index]!.member, this.#optimizers.restarts(index));
    uniform(weights.subarray(0, inputs * units), Math.sqrt(6 / (inputs + units)), hash(key, 0));
    const output = this.#output / 4;
    uniform(weights.subarray(output, output + outputs * units), Math.sqrt(6 / (units + outputs)), hash(key, 1));
  }
}

/** Working space: eight columns of the products' longest sum, or one matrix the other way round; and what `interpolateGradient` arranges is less. */
function scratchOf(rows: number, inputs: number, units: number, outputs: number): number {
  return Math.max(8 * Math.max(rows, inputs, units, outputs), outputs * Math.max(inputs, units));
}

function uniform(out: Float32Array, limit: number, key: number): void {
  for (let i = 0; i < out.length; i++) out[i] = (((mix(key + i) >>> 0) + 0.5) / 2 ** 31 - 1) * limit;
}
