import { Fifo } from '../context/Fifo.js';
import type { Id } from '../types.js';

/** The last ids that came, without an object for each: there may be many of them, and they live just long enough to get old. */
export class RecentIds {
  readonly #order = new Fifo<Id>();
  readonly #ids = new Set<Id>();

  has(id: Id): boolean {
    return this.#ids.has(id);
  }

  /** Takes it in, and lets go of the oldest beyond `most`. */
  add(id: Id, most: number): void {
    if (this.#ids.has(id)) return;
    this.#ids.add(id);
    this.#order.push(id);
    while (this.#order.length > most) this.#ids.delete(this.#order.shift() as Id);
  }

  clear(): void {
    this.#ids.clear();
    while (this.#order.length > 0) this.#order.shift();
  }

  /** From the oldest to the newest. */
  values(): Iterable<Id> {
    return this.#ids.values();
  }
}
