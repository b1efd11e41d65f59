import { type Kernels, loadKernels } from '../fast/kernels/loadKernels.js';

/** What a computed buffer needs behind it, in floats: kernels write whole vectors. */
const PADDING = 4;

/** One memory of kernels, from which places are taken one after the other. Addresses are bytes. */
export class Arena {
  readonly #kernels: Kernels = loadKernels('plain');
  #floats!: Float32Array;
  #ints!: Int32Array;
  #next = 16;

  constructor() {
    this.#look();
  }

  get floats(): Float32Array {
    return this.#floats;
  }

  get ints(): Int32Array {
    return this.#ints;
  }

  /** @returns the address of so many floats, all 0, at a whole vector. Views from before may be of no use any more. */
  take(floats: number): number {
    const address = this.#next;
    this.#next += (Math.ceil(floats / 4) * 4 + PADDING) * 4;
    this.#kernels.reserve(this.#next);
    this.#look();
    return address;
  }

  /** The floats at an address. */
  at(address: number, count: number): Float32Array {
    return this.#floats.subarray(address / 4, address / 4 + count);
  }

  /** Runs the instructions between two addresses. */
  run(start: number, end: number): void {
    this.#kernels.run(start, end);
  }

  #look(): void {
    const buffer = this.#kernels.buffer();
    if (this.#floats?.buffer === buffer) return;
    this.#floats = new Float32Array(buffer);
    this.#ints = new Int32Array(buffer);
  }
}
