import { codeOf, type InstructionName, instructions } from '../fast/kernels/instructions.js';
import type { Arena } from './Arena.js';

const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);

/** Instructions of the kernels, written one after the other, then run as often as is wanted. */
export class Program {
  #words: number[] = [];
  #at = 0;
  #room = 0;

  constructor(private readonly arena: Arena) {}

  /** Begins anew. */
  clear(): this {
    this.#words = [];
    return this;
  }

  /** Adds one instruction; its operands by name, as `instructions` lists them: addresses are bytes, counts floats. */
  emit(name: InstructionName, operands: Readonly<Record<string, number>>): void {
    const code = codeOf(name);
    this.#words.push(code);
    for (const operand of instructions[code]!.operands) {
      const [key, type] = operand.split(':') as [string, string?];
      const value = operands[key];
      if (value === undefined) throw new Error(`${name} needs ${key}`);
      float[0] = value;
      this.#words.push(type === 'f32' ? bits[0]! : value);
    }
  }

  /** Puts what was written where it is run. */
  load(): void {
    if (this.#room < this.#words.length) {
      this.#room = this.#words.length;
      this.#at = this.arena.take(this.#room);
    }
    this.arena.ints.set(this.#words, this.#at / 4);
  }

  run(): void {
    this.arena.run(this.#at, this.#at + 4 * this.#words.length);
  }
}
