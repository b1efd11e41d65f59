import { hash, hashOnward } from '../models/layers/hash.js';

/** The newest labelled rows, in a ring: what is replayed in training, and what quantiles are taken of. */
export class Replay {
  readonly x: Float32Array;
  readonly y: Float32Array;
  #w: Float32Array | undefined;
  readonly #room: number;
  readonly #width: number;
  readonly #outputs: number;
  #count = 0;
  #next = 0;
  #drawn = new Int32Array(0);

  constructor(room: number, width: number, outputs: number) {
    this.#room = room;
    this.#width = width;
    this.#outputs = outputs;
    this.x = new Float32Array(room * width);
    this.y = new Float32Array(room * outputs);
  }

  /** How many rows there are. */
  get count(): number {
    return this.#count;
  }

  /** The weight of each row; `undefined` while none had another than 1. */
  get w(): Float32Array | undefined {
    return this.#w;
  }

  /** Where the row is that came `age` rows before the newest. */
  back(age: number): number {
    const place = this.#next - 1 - age;
    return place < 0 ? place + this.#room : place;
  }

  add(x: Float32Array, xFrom: number, y: Float32Array, yFrom: number, weight = 1): void {
    const [width, outputs] = [this.#width, this.#outputs];
    if (weight !== 1) this.#w ??= new Float32Array(this.#room).fill(1);
    if (this.#w !== undefined) this.#w[this.#next] = weight;
    for (let i = 0; i < width; i++) this.x[this.#next * width + i] = x[xFrom + i]!;
    for (let i = 0; i < outputs; i++) this.y[this.#next * outputs + i] = y[yFrom + i]!;
    this.#next = (this.#next + 1) % this.#room;
    this.#count = Math.min(this.#count + 1, this.#room);
  }

  /** Where `count` rows of the newest `of` are, with repetitions, by seed and training step: until the next draw. */
  draw(count: number, of: number, seed: number, step: number): Int32Array {
    if (this.#drawn.length !== count) this.#drawn = new Int32Array(count);
    const common = hash(seed, step);
    const share = Math.min(of, this.#count) / 2 ** 32;
    for (let i = 0; i < count; i++) this.#drawn[i] = this.back(Math.floor(hashOnward(common, i) * share));
    return this.#drawn;
  }

  /** Whether there are weights, then all rows, from the oldest to the newest, each with its weight where there are. */
  save(): Float32Array {
    const [width, outputs, w] = [this.#width, this.#outputs, this.#w];
    const size = width + outputs + (w === undefined ? 0 : 1);
    const saved = new Float32Array(1 + this.#count * size);
    saved[0] = w === undefined ? 0 : 1;
    for (let i = 0; i < this.#count; i++) {
      const row = this.back(this.#count - 1 - i);
      const at = 1 + i * size;
      saved.set(this.x.subarray(row * width, (row + 1) * width), at);
      saved.set(this.y.subarray(row * outputs, (row + 1) * outputs), at + width);
      if (w !== undefined) saved[at + width + outputs] = w[row]!;
    }
    return saved;
  }

  restore(saved: Float32Array): void {
    const [width, outputs] = [this.#width, this.#outputs];
    const weighted = saved[0] === 1;
    this.#w = weighted ? new Float32Array(this.#room).fill(1) : undefined;
    this.#count = 0;
    this.#next = 0;
    const size = width + outputs + (weighted ? 1 : 0);
    for (let at = 1; at < saved.length; at += size) {
      this.add(saved, at, saved, at + width, weighted ? saved[at + width + outputs] : 1);
    }
  }
}
