import type { Id } from '../types.js';

interface Entry<T> {
  readonly id: Id;
  readonly item: T;
  older: Entry<T> | undefined;
  newer: Entry<T> | undefined;
}

/**
 * A map that also knows its oldest entry; each operation takes constant time, and what was taken is let go of.
 *
 * A `Map` alone would not do: an iterator that is kept for its oldest entry keeps every table that the map outgrew, and a new
 * one walks over all that was taken.
 */
export class ByAge<T extends object> {
  readonly #entries = new Map<Id, Entry<T>>();
  #oldest: Entry<T> | undefined;
  #newest: Entry<T> | undefined;

  get size(): number {
    return this.#entries.size;
  }

  get oldest(): T | undefined {
    return this.#oldest?.item;
  }

  has(id: Id): boolean {
    return this.#entries.has(id);
  }

  /** Puts it in as the newest. @returns what had this id before. */
  put(id: Id, item: T): T | undefined {
    const before = this.take(id);
    const entry: Entry<T> = { id, item, older: this.#newest, newer: undefined };
    this.#entries.set(id, entry);
    if (this.#newest === undefined) this.#oldest = entry;
    else this.#newest.newer = entry;
    this.#newest = entry;
    return before;
  }

  take(id: Id): T | undefined {
    const entry = this.#entries.get(id);
    if (entry === undefined) return undefined;
    this.#entries.delete(id);
    const { older, newer } = entry;
    if (older === undefined) this.#oldest = newer;
    else older.newer = newer;
    if (newer === undefined) this.#newest = older;
    else newer.older = older;
    return entry.item;
  }

  /** Takes the oldest. */
  shift(): T | undefined {
    return this.#oldest && this.take(this.#oldest.id);
  }

  /** From the oldest to the newest. */
  *values(): Iterable<T> {
    for (let entry = this.#oldest; entry !== undefined; entry = entry.newer) yield entry.item;
  }
}
