import type { Id } from '../types.js';

/** A map that also knows its oldest entry; each operation takes constant time, and what was taken is let go of. */
export class ByAge<T extends object> {
  readonly #items = new Map<Id, T>();
  /** Goes on where it stood, past what was taken meanwhile, so that no entry is looked at twice. */
  readonly #entries = this.#items.entries();
  #oldest: [Id, T] | undefined;

  get size(): number {
    return this.#items.size;
  }

  has(id: Id): boolean {
    return this.#items.has(id);
  }

  /** Puts it in as the newest. @returns what had this id before. */
  put(id: Id, item: T): T | undefined {
    const before = this.take(id);
    this.#items.set(id, item);
    return before;
  }

  take(id: Id): T | undefined {
    const item = this.#items.get(id);
    if (item === undefined) return undefined;
    this.#items.delete(id);
    if (this.#oldest?.[1] === item) this.#oldest = undefined;
    return item;
  }

  get oldest(): T | undefined {
    if (this.#items.size === 0) return undefined;
    // What is there was not looked at yet, so the iterator is not at its end.
    this.#oldest ??= this.#entries.next().value;
    return this.#oldest?.[1];
  }

  /** Takes the oldest. */
  shift(): T | undefined {
    return this.oldest === undefined ? undefined : this.take(this.#oldest![0]);
  }

  /** From the oldest to the newest. */
  values(): Iterable<T> {
    return this.#items.values();
  }
}
