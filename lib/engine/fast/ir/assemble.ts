import type { Optimizer } from '../../../optimizers/Optimizer.js';
import { codeOf } from '../kernels/instructions.js';
import { flatOptimizerOf } from '../optimizers/flatOptimizerOf.js';
import type { Affine, ConstantBlock, FastProgram, Mask, Phase, RowConstant } from '../run/FastProgram.js';
import { sizeOf } from '../trace/Graph.js';
import type { TracedMask } from '../trace/interceptDropout.js';
import { Untraceable } from '../Untraceable.js';
import { besideOf } from './besideOf.js';
import type { Fitted, FittedInstruction, FittedWord } from './fitRows.js';
import { layOut, type Tenant } from './layOut.js';

/** A prediction's instructions; its roots are the features and the output. */
type PredictParts = Fitted;

/**
 * A step's instructions; its roots are the features, the labels, the loss, then a gradient for each weight of `gradients`,
 * then a new value for each of `updates`.
 */
interface TrainParts extends Fitted {
  readonly masks: readonly TracedMask[];
  readonly gradients: readonly number[];
  readonly updates: readonly number[];
  /** What comes after the optimizer: new values of `weights`, its roots, from the weights themselves. */
  readonly constraints: Fitted & { readonly weights: readonly number[] };
}

export interface Parts {
  readonly shapes: readonly (readonly number[])[];
  readonly inputShape: readonly number[];
  readonly outputs: number;
  readonly optimizer: Optimizer;
  readonly seed: number;
  readonly train: TrainParts;
  readonly predict: PredictParts;
}

/** Byte 0 stands for "none", so nothing lies there. */
const SETTINGS = 64;
const SETTINGS_BYTES = 64;
/** Behind all settings: where the squares of the gradients are added up. */
const TOTAL = SETTINGS + SETTINGS_BYTES - 4;

/** Puts everything in its place in memory, and addresses in place of values. See `FastProgram` for the layout. */
export function assemble({ shapes, inputShape, outputs, optimizer, seed, train: step, predict }: Parts): FastProgram {
  const constraints = besideOf(step, step.constraints);
  const train = { ...step, values: new Map([...step.values, ...constraints.values]) };
  const masks = train.masks.map(({ layer }, i): Mask => ({ layer, counter: SETTINGS + SETTINGS_BYTES + 4 * i }));
  const constants = new Constants(aligned(SETTINGS + SETTINGS_BYTES + 4 * masks.length));
  const trainConstants = constants.add(train);
  const predictConstants = constants.add(predict);

  const sizes = shapes.map(sizeOf);
  const weightsSize = sum(sizes);
  const slotSize = sum(train.gradients.map((index) => sizes[index]!));
  const { slots: slotKinds, instruction } = flatOptimizerOf(optimizer);

  // The instructions that only address what lies before the area need the addresses first, so their number is counted.
  const optimizerWords = train.gradients.length * (slotKinds.length + 5);
  const trainAt = constants.end;
  const clipping = clipped(train, optimizer);
  const trainWords =
    6 * masks.length +
    countWords(train.instructions) +
    countWords(clipping) +
    optimizerWords +
    countWords(constraints.instructions) +
    4 * (train.updates.length + constraints.roots.length);
  const predictAt = aligned(trainAt + 4 * trainWords);
  const weights = aligned(predictAt + 4 * countWords(predict.instructions));
  const slots = aligned(weights + 4 * weightsSize + 16);
  const area = aligned(slots + 4 * slotSize * slotKinds.length + 16);

  const offsets = prefixSums(sizes);
  const weightAt = (index: number) => fixed(weights + 4 * offsets[index]!);
  const [x, y, loss, ...results] = train.roots as [number, number, number, ...number[]];
  const gradientOf = results.slice(0, train.gradients.length);
  const newValueOf = results.slice(train.gradients.length);

  const slotOffsets = prefixSums(train.gradients.map((index) => sizes[index]!));
  const instructions: FittedInstruction[] = [
    ...train.masks.map(({ operand, rate }, i): FittedInstruction => {
      const words = [place(operand.value), sizeIn(train, operand.value), fixed(masks[i]!.counter)];
      return { name: 'dropoutMask', words: [...words, fixed(Math.round(rate * 2 ** 31)), float(1 / (1 - rate))] };
    }),
    ...train.instructions,
    ...clipping,
    ...train.gradients.map((index, i): FittedInstruction => {
      const moments = slotKinds.map((_, slot) => fixed(slots + 4 * (slot * slotSize + slotOffsets[i]!)));
      const words = [weightAt(index), place(gradientOf[i]!), ...moments, fixed(sizes[index]!), fixed(SETTINGS)];
      return { name: instruction, words };
    }),
    ...constraints.instructions,
    ...constraints.roots.map((value, i): FittedInstruction => {
      const index = train.constraints.weights[i]!;
      return { name: 'copy', words: [place(value), weightAt(index), fixed(sizes[index]!)] };
    }),
    ...train.updates.map((index, i): FittedInstruction => {
      return { name: 'copy', words: [place(newValueOf[i]!), weightAt(index), fixed(sizes[index]!)] };
    }),
  ];

  const link = (
    parts: Fitted,
    body: readonly FittedInstruction[],
    inputs: readonly number[],
    where: number,
    known: PhaseConstants,
  ) => {
    const tenants = tenantsOf(parts, inputs);
    const { places, end } = layOut(tenants, body);
    const addressOf = (value: number): Affine => {
      const found = places.get(value);
      if (found !== undefined) return { base: area + found.base, perRow: found.perRow };
      const fittedValue = parts.values.get(value)!;
      return fittedValue.kind === 'variable' ? weightAt(fittedValue.index) : fixed(known.at.get(value)!);
    };
    const phase: Phase = {
      at: where,
      ...encode(body, addressOf),
      rowConstants: known.rowConstants,
      // Kernels read whole vectors and tiles, so somewhat beyond the last value.
      end: { base: area + end.base + 256, perRow: end.perRow },
      x: addressOf(inputs[0]!),
    };
    return { phase, addressOf };
  };

  const linkedTrain = link(train, instructions, [x, y], trainAt, trainConstants);
  const [predictX, output] = predict.roots as [number, number];
  const linkedPredict = link(predict, predict.instructions, [predictX], predictAt, predictConstants);
  return {
    shapes,
    inputSize: sizeOf(inputShape),
    outputs,
    optimizer,
    seed,
    settings: SETTINGS,
    constants: constants.blocks,
    weights,
    weightsSize,
    slots,
    slotSize,
    train: {
      ...linkedTrain.phase,
      y: linkedTrain.addressOf(y),
      loss: linkedTrain.addressOf(loss),
      masks,
      gradients: train.gradients.map((index, i) => ({ index, at: linkedTrain.addressOf(gradientOf[i]!) })),
    },
    predict: { ...linkedPredict.phase, output: linkedPredict.addressOf(output) },
  };
}

/**
 * The clipping of the gradients, in place: by value, then all together by their norm. Weights that share a gradient count each, but it
 * is scaled once.
 */
function clipped(train: TrainParts, { clipValue, clipNorm }: Optimizer): FittedInstruction[] {
  if (clipValue === undefined && clipNorm === undefined) return [];
  const gradients = train.roots.slice(3, 3 + train.gradients.length);
  const others = [...train.roots.slice(0, 3), ...train.roots.slice(3 + train.gradients.length)];
  const each = [...new Set(gradients)];
  for (const value of each) {
    if (train.values.get(value)?.kind === 'computed' && !others.includes(value)) continue;
    throw new Untraceable('gradient clipping', 'a gradient of this model is also one of its inputs or results');
  }
  const values = each.map((value): FittedInstruction => {
    const words = [place(value), place(value), sizeIn(train, value), float(-clipValue!), float(clipValue!)];
    return { name: 'clip', words };
  });
  const squares = gradients.map((value, i): FittedInstruction => {
    return { name: 'addSquares', words: [place(value), fixed(TOTAL), sizeIn(train, value), fixed(i === 0 ? 1 : 0)] };
  });
  const norms = each.map((value): FittedInstruction => {
    return { name: 'scaleToNorm', words: [place(value), fixed(TOTAL), sizeIn(train, value), float(clipNorm!)] };
  });
  return [...(clipValue === undefined ? [] : values), ...(clipNorm === undefined ? [] : [...squares, ...norms])];
}

interface PhaseConstants {
  readonly at: ReadonlyMap<number, number>;
  readonly rowConstants: readonly RowConstant[];
}

/** Collects the constants of both phases. */
class Constants {
  readonly blocks: ConstantBlock[] = [];
  end: number;

  constructor(start: number) {
    this.end = start;
  }

  add({ values }: Fitted): PhaseConstants {
    const at = new Map<number, number>();
    const rowConstants: RowConstant[] = [];
    for (const [value, fitted] of values) {
      if (fitted.kind !== 'constant') continue;
      at.set(value, this.end);
      if ('data' in fitted) this.blocks.push({ at: this.end, data: [...fitted.data] });
      else rowConstants.push({ at: this.end, ...fitted.number });
      this.end = aligned(this.end + 4 * ('data' in fitted ? fitted.data.length : 1));
    }
    return { at, rowConstants };
  }
}

/** What needs room in the area. Masks are inputs of the model, but made by the program. */
function tenantsOf({ values, roots }: Fitted, inputs: readonly number[]): Tenant[] {
  return [...values].flatMap(([value, fitted]) =>
    fitted.kind === 'input' || fitted.kind === 'computed'
      ? [{ value, size: fitted.size, isInput: inputs.includes(value), isResult: roots.includes(value) }]
      : [],
  );
}

function encode(body: readonly FittedInstruction[], addressOf: (value: number) => Affine) {
  const words: number[] = [];
  const perRow: number[] = [];
  for (const instruction of body) {
    words.push(codeOf(instruction.name));
    for (const word of instruction.words) {
      const start = word.value === undefined ? fixed(0) : addressOf(word.value);
      const slope = start.perRow + word.perRow;
      if (slope !== 0) perRow.push(words.length, slope);
      words.push(start.base + word.base);
    }
  }
  return { words, perRow };
}

function place(value: number): FittedWord {
  return { value, base: 0, perRow: 0 };
}

function fixed(base: number): Affine {
  return { base, perRow: 0 };
}

/** A float travels as its bits. */
function float(number: number): Affine {
  return fixed(new Int32Array(Float32Array.of(number).buffer)[0]!);
}

function sizeIn({ values }: Fitted, value: number): Affine {
  const fitted = values.get(value)!;
  return 'size' in fitted ? fitted.size : fixed(0);
}

function countWords(instructions: readonly FittedInstruction[]): number {
  return sum(instructions.map(({ words }) => words.length + 1));
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / 64) * 64;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function prefixSums(numbers: readonly number[]): number[] {
  let total = 0;
  return numbers.map((number) => {
    total += number;
    return total - number;
  });
}
