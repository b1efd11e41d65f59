import { codeOf, type InstructionName, instructions } from '../kernels/instructions.js';
import { type Graph, type Operand, sizeOf, type Value } from '../trace/Graph.js';
import { Untraceable } from '../Untraceable.js';
import type { Instruction, Lowered, Place, Word } from './Lowered.js';

/** What a lowering writes its instructions to. */
export class Emitter implements Lowered {
  readonly values: Value[];
  readonly instructions: Instruction[] = [];
  readonly #made = new Map<string, Place>();

  constructor(graph: Graph) {
    this.values = [...graph.values];
  }

  /** Adds one instruction; its operands by name, as listed in `kernels/instructions.ts`. */
  emit(name: InstructionName, operands: Readonly<Record<string, Word>>): void {
    const words = instructions[codeOf(name)]!.operands.map((operand) => {
      const word = operands[operand.split(':')[0]!];
      if (word === undefined) throw new Error(`${name} needs ${operand}`);
      return word;
    });
    this.instructions.push({ name, words });
  }

  /** Where the operand's numbers are, all of them: a constant that is kept as one number is spread out first. */
  place(operand: Operand): Place {
    const value = this.values[operand.value]!;
    const size = sizeOf(operand.shape);
    if (value.kind !== 'constant' || value.data.length === size) return { value: operand.value, offset: 0 };
    const spread = this.scratch(size);
    this.block({ value: operand.value, offset: 0 }, spread, [{ size, from: 0, out: 1 }]);
    return spread;
  }

  /** Where a result goes. */
  target(operand: Operand): Place {
    return { value: operand.value, offset: 0 };
  }

  /** A place of its own for `size` floats. */
  scratch(size: number): Place {
    this.values.push({ kind: 'computed', size });
    return { value: this.values.length - 1, offset: 0 };
  }

  /** A number that lies in memory, as a tensor of no axes. */
  constant(number: number): Operand {
    this.values.push({ kind: 'constant', size: 1, data: Float32Array.of(number) });
    return { value: this.values.length - 1, shape: [], type: 'float32' };
  }

  /** What was made under this key before, or what `make` makes: several kernels can need the same preparation. */
  once(key: string, make: () => Place): Place {
    const made = this.#made.get(key) ?? make();
    this.#made.set(key, made);
    return made;
  }

  /**
   * Copies a block between two layouts, strides in floats. Axes of one number are left out and neighbours that both sides
   * walk alike are one axis.
   *
   * @throws Untraceable where more than six axes remain.
   */
  block(from: Place, out: Place, axes: readonly BlockAxis[]): void {
    const merged: BlockAxis[] = [];
    for (const axis of axes.toReversed()) {
      const inner = merged[0];
      if (axis.size === 1) continue;
      if (inner && axis.from === inner.from * inner.size && axis.out === inner.out * inner.size) {
        merged[0] = { ...inner, size: inner.size * axis.size };
      } else merged.unshift(axis);
    }
    if (merged.length > 6) throw new Untraceable('a copy between two layouts', 'it has more than six axes');
    while (merged.length < 6) merged.unshift({ size: 1, from: 1, out: 1 });
    const operands = Object.fromEntries(
      merged.flatMap((axis, i) => [
        [`d${i}`, axis.size],
        [`from${i}`, axis.from],
        [`out${i}`, axis.out],
      ]),
    );
    this.emit('strided', { from, out, ...operands });
  }
}

/** An axis of a block that is copied: how many, and how many floats apart on either side. */
export interface BlockAxis {
  readonly size: number;
  readonly from: number;
  readonly out: number;
}
