/** A queue in constant time per operation; what was taken is let go of. */
export class Fifo<T> {
  #items: (T | undefined)[] = [];
  #head = 0;

  get length(): number {
    return this.#items.length - this.#head;
  }

  push(item: T): void {
    this.#items.push(item);
  }

  /** The item `index` places behind the oldest. */
  at(index: number): T | undefined {
    return this.#items[this.#head + index];
  }

  shift(): T | undefined {
    if (this.#head === this.#items.length) return undefined;
    const item = this.#items[this.#head];
    this.#items[this.#head++] = undefined;
    if (this.#head === this.#items.length) {
      this.#items.length = 0;
      this.#head = 0;
    } else if (this.#head >= 1024 && this.#head * 2 >= this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }

  /** Takes out the oldest item that fits. */
  removeFirst(fits: (item: T) => boolean): T | undefined {
    for (let i = this.#head; i < this.#items.length; i++) {
      const item = this.#items[i] as T;
      if (fits(item)) {
        if (i === this.#head) return this.shift();
        this.#items.splice(i, 1);
        return item;
      }
    }
    return undefined;
  }

  /** Keeps only the items that fit. @returns how many went. */
  keep(fits: (item: T) => boolean): number {
    const before = this.length;
    this.#items = (this.#items.slice(this.#head) as T[]).filter(fits);
    this.#head = 0;
    return before - this.length;
  }
}
