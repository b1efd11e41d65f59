import { codeOf, type InstructionName, instructions } from '../../lib/engine/fast/kernels/instructions.js';
import { type KernelBuild, loadKernels } from '../../lib/engine/fast/kernels/loadKernels.js';

/** A memory in which a spec lays arrays and runs single instructions on them. */
export class KernelTable {
  readonly #kernels;
  #next = 4096;

  constructor(build: KernelBuild = 'plain', bytes = 4 << 20) {
    this.#kernels = loadKernels(build);
    this.#kernels.reserve(bytes);
  }

  /** Lays an array into memory, behind it what must never be read as a value. @returns its address. */
  put(values: ArrayLike<number>): number {
    const address = this.space(values.length);
    this.#view(address, values.length).set(values);
    return address;
  }

  /** @returns the address of `count` floats, all NaN, with the padding of a computed buffer. */
  space(count: number): number {
    const address = this.#next;
    const floats = Math.ceil(count / 4) * 4 + 4;
    this.#next += floats * 4;
    this.#view(address, floats).fill(Number.NaN);
    return address;
  }

  read(address: number, count: number): Float32Array {
    return this.#view(address, count).slice();
  }

  run(name: InstructionName, operands: Readonly<Record<string, number>>): void {
    const form = instructions[codeOf(name)]!;
    const words = new DataView(this.#kernels.buffer());
    words.setInt32(64, codeOf(name), true);
    form.operands.forEach((operand, i) => {
      const [key, kind] = operand.split(':') as [string, string?];
      const value = operands[key];
      if (value === undefined) throw new Error(`${name} needs ${key}`);
      if (kind === 'f32') words.setFloat32(68 + 4 * i, value, true);
      else words.setInt32(68 + 4 * i, value, true);
    });
    this.#kernels.run(64, 68 + 4 * form.operands.length);
  }

  #view(address: number, count: number): Float32Array {
    return new Float32Array(this.#kernels.buffer(), address, count);
  }
}
