import type { Optimizer } from '../../../optimizers/Optimizer.js';
import { codeOf } from '../kernels/instructions.js';
import { flatOptimizerOf } from '../optimizers/flatOptimizerOf.js';
import type { Affine, ConstantBlock, FastProgram, Mask, Phase, RowConstant, TrainPhase } from '../run/FastProgram.js';
import { sizeOf } from '../trace/Graph.js';
import { besideOf } from './besideOf.js';
import { clipInstructions } from './clipInstructions.js';
import type { Fitted, FittedInstruction } from './fitRows.js';
import { layOut, type Tenant } from './layOut.js';
import type { TrainParts } from './TrainParts.js';
import { fixed, float, place, sizeIn } from './words.js';

/** A prediction's instructions; its roots are the features and the output. */
type PredictParts = Fitted;

export interface Parts {
  readonly shapes: readonly (readonly number[])[];
  readonly inputShape: readonly number[];
  readonly outputs: number;
  readonly optimizer: Optimizer;
  readonly seed: number;
  readonly train: TrainParts;
  /** The same step for rows with weights. */
  readonly weighted?: TrainParts;
  readonly predict: PredictParts;
}

/** Byte 0 stands for "none", so nothing lies there. */
const SETTINGS = 64;
const SETTINGS_BYTES = 64;
/** Behind all settings: where the squares of the gradients are added up. */
const TOTAL = SETTINGS + SETTINGS_BYTES - 4;

/** Puts everything in its place in memory, and addresses in place of values. See `FastProgram` for the layout. */
export function assemble(parts: Parts): FastProgram {
  const { shapes, inputShape, outputs, optimizer, seed, predict } = parts;
  const train = withConstraints(parts.train);
  const weighted = parts.weighted && withConstraints(parts.weighted);
  const masks = train.masks.map(({ layer }, i): Mask => ({ layer, counter: SETTINGS + SETTINGS_BYTES + 4 * i }));
  const constants = new Constants(aligned(SETTINGS + SETTINGS_BYTES + 4 * masks.length));
  const trainConstants = constants.add(train);
  const weightedConstants = weighted && constants.add(weighted);
  const predictConstants = constants.add(predict);

  const sizes = shapes.map(sizeOf);
  const weightsSize = sum(sizes);
  const slotSize = sum(train.gradients.map((index) => sizes[index]!));
  const { slots: slotKinds, instruction } = flatOptimizerOf(optimizer);

  // The instructions that only address what lies before the area need the addresses first, so their number is counted.
  const optimizerWords = train.gradients.length * (slotKinds.length + 5);
  const wordsOf = (step: TrainParts) =>
    6 * masks.length +
    countWords(step.instructions) +
    countWords(clipInstructions(step, optimizer, TOTAL)) +
    optimizerWords +
    countWords(step.constraints.instructions) +
    4 * (step.updates.length + step.constraints.roots.length);
  const trainAt = constants.end;
  const weightedAt = aligned(trainAt + 4 * wordsOf(train));
  const predictAt = weighted ? aligned(weightedAt + 4 * wordsOf(weighted)) : weightedAt;
  const weights = aligned(predictAt + 4 * countWords(predict.instructions));
  const slots = aligned(weights + 4 * weightsSize + 16);
  const area = aligned(slots + 4 * slotSize * slotKinds.length + 16);

  const offsets = prefixSums(sizes);
  const weightAt = (index: number) => fixed(weights + 4 * offsets[index]!);
  const slotOffsets = prefixSums(train.gradients.map((index) => sizes[index]!));
  const bodyOf = (step: TrainParts): FittedInstruction[] => {
    const { gradients, updates } = resultsOf(step);
    return [
      ...step.masks.map(({ operand, rate }, i): FittedInstruction => {
        const words = [place(operand.value), sizeIn(step, operand.value), fixed(masks[i]!.counter)];
        return { name: 'dropoutMask', words: [...words, fixed(Math.round(rate * 2 ** 31)), float(1 / (1 - rate))] };
      }),
      ...step.instructions,
      ...clipInstructions(step, optimizer, TOTAL),
      ...step.gradients.map((index, i): FittedInstruction => {
        const moments = slotKinds.map((_, slot) => fixed(slots + 4 * (slot * slotSize + slotOffsets[i]!)));
        const words = [weightAt(index), place(gradients[i]!), ...moments, fixed(sizes[index]!), fixed(SETTINGS)];
        return { name: instruction, words };
      }),
      ...step.constraints.instructions,
      ...step.constraints.roots.map((value, i): FittedInstruction => {
        const index = step.constraints.weights[i]!;
        return { name: 'copy', words: [place(value), weightAt(index), fixed(sizes[index]!)] };
      }),
      ...step.updates.map((index, i): FittedInstruction => {
        return { name: 'copy', words: [place(updates[i]!), weightAt(index), fixed(sizes[index]!)] };
      }),
    ];
  };

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

  const linkTrain = (step: TrainParts, where: number, known: PhaseConstants): TrainPhase => {
    const { x, y, w, loss, gradients } = resultsOf(step);
    const { phase, addressOf } = link(step, bodyOf(step), w === undefined ? [x, y] : [x, y, w], where, known);
    return {
      ...phase,
      y: addressOf(y),
      ...(w === undefined ? {} : { w: addressOf(w) }),
      loss: addressOf(loss),
      masks,
      gradients: step.gradients.map((index, i) => ({ index, at: addressOf(gradients[i]!) })),
    };
  };

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
    train: linkTrain(train, trainAt, trainConstants),
    ...(weighted && { weighted: linkTrain(weighted, weightedAt, weightedConstants!) }),
    predict: { ...linkedPredict.phase, output: linkedPredict.addressOf(output) },
  };
}

/** The step with the values of its constraints among its own. */
function withConstraints(step: TrainParts): TrainParts {
  const constraints = besideOf(step, step.constraints);
  const values = new Map([...step.values, ...constraints.values]);
  return { ...step, values, constraints: { ...constraints, weights: step.constraints.weights } };
}

/** What a step's roots are. */
function resultsOf({ roots, gradients, updates }: TrainParts) {
  const [x, y, loss, ...results] = roots as [number, number, number, ...number[]];
  const [first, second] = [gradients.length, gradients.length + updates.length];
  return {
    ...{ x, y, loss, w: results[second] },
    gradients: results.slice(0, first),
    updates: results.slice(first, second),
  };
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
