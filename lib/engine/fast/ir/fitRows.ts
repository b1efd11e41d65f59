import { codeOf, type InstructionName, instructions } from '../kernels/instructions.js';
import type { Lowered, Place, Word } from '../lower/Lowered.js';
import type { Affine } from '../run/FastProgram.js';
import type { Value } from '../trace/Graph.js';
import { Untraceable } from '../Untraceable.js';
import { fitAffine } from './fitAffine.js';
import { type FittedConstant, fitConstant } from './fitConstant.js';

/** Instructions for any number of rows. */
export interface Fitted {
  /** The values that are read or written, by their number. */
  readonly values: ReadonlyMap<number, FittedValue>;
  readonly instructions: readonly FittedInstruction[];
  /** The values that hold the roots. */
  readonly roots: readonly number[];
}

export type FittedValue =
  | { readonly kind: 'input' | 'computed'; readonly size: Affine }
  | { readonly kind: 'variable'; readonly index: number }
  | ({ readonly kind: 'constant' } & FittedConstant);

export interface FittedInstruction {
  readonly name: InstructionName;
  readonly words: readonly FittedWord[];
}

/** An operand: a number, or, with a value, bytes from the value's start. */
export type FittedWord = Affine & { readonly value?: number };

const differs = new Untraceable('the model', 'what it does depends on the number of rows');

/**
 * Makes one list of instructions for any number of rows from lists for three numbers of rows: the same operations on the
 * same values, with sizes that grow evenly. Two lists would do for that; the third tells where they do not.
 *
 * @throws Untraceable where the operations depend on the number of rows, or a constant on the data.
 */
export function fitRows(
  lowered: readonly (Lowered & { readonly roots: readonly number[] })[],
  rows: readonly number[],
): Fitted {
  const [first] = lowered as [(typeof lowered)[number]];
  if (lowered.some(({ roots }) => roots.some((root, i) => root !== first.roots[i]))) throw differs;
  if (lowered.some(({ instructions }) => instructions.length !== first.instructions.length)) throw differs;
  const fitted = first.instructions.map(({ name, words }, i) => {
    const same = lowered.map(({ instructions }) => instructions[i]!);
    if (same.some((instruction) => instruction.name !== name)) throw differs;
    const { operands } = instructions[codeOf(name)]!;
    return {
      name,
      words: words.map((_, w) => {
        const wordsHere = same.map(({ words }) => words[w]!);
        return operands[w]!.endsWith(':f32') ? sameNumber(wordsHere) : fitWord(wordsHere, rows);
      }),
    };
  });
  const used = new Set(first.roots);
  for (const { words } of fitted)
    for (const { value } of words as FittedWord[]) if (value !== undefined) used.add(value);
  return {
    instructions: fitted,
    roots: first.roots,
    values: new Map(
      [...used].map((value) => [
        value,
        fitValue(
          lowered.map(({ values }) => values[value]!),
          rows,
        ),
      ]),
    ),
  };
}

function fitWord(words: readonly Word[], rows: readonly number[]): FittedWord {
  const numbers = words.filter((word): word is number => typeof word === 'number');
  if (numbers.length === words.length) return fitWhole(numbers, rows);
  const places = words.filter((word): word is Place => typeof word !== 'number');
  const { value } = places[0]!;
  if (places.length !== words.length || places.some((place) => place.value !== value)) throw differs;
  return {
    value,
    ...fitWhole(
      places.map(({ offset }) => offset),
      rows,
    ),
  };
}

/** A float travels as its bits, and is the same for any number of rows. */
function sameNumber(words: readonly Word[]): FittedWord {
  if (words.some((word) => word !== words[0])) throw differs;
  return { base: new Int32Array(Float32Array.of(words[0] as number).buffer)[0]!, perRow: 0 };
}

function fitWhole(numbers: readonly number[], rows: readonly number[]): Affine {
  const fitted = fitAffine(numbers, rows);
  if (fitted === undefined || !Number.isInteger(fitted.base) || !Number.isInteger(fitted.perRow)) throw differs;
  return fitted;
}

function fitValue(values: readonly Value[], rows: readonly number[]): FittedValue {
  const [first] = values as [Value];
  if (first.kind === 'variable') return { kind: 'variable', index: first.index };
  const constants = values.filter((value) => value.kind === 'constant');
  if (first.kind !== 'constant') {
    if (constants.length > 0) throw differs;
    return {
      kind: first.kind,
      size: fitWhole(
        values.map(({ size }) => size),
        rows,
      ),
    };
  }
  if (constants.length !== values.length) throw differs;
  return {
    kind: 'constant',
    ...fitConstant(
      constants.map(({ data }) => data),
      rows,
    ),
  };
}
