import type { Subscriber } from 'rxjs';
import { Fifo } from './Fifo.js';

/**
 * What an operator puts out, in its order, also where an emission makes the operator put out more from within itself: that
 * waits until the emission is over. An end waits for everything before it.
 */
export class Outlet<T> {
  readonly #waiting = new Fifo<T>();
  #emitting = false;
  #end: (() => void) | undefined;

  constructor(private readonly subscriber: Subscriber<T>) {}

  next(value: T): void {
    this.add(value);
    this.flush();
  }

  /** Puts it behind what waits; `flush` sends it on its way. */
  add(value: T): void {
    this.#waiting.push(value);
  }

  flush(): void {
    if (this.#emitting) return;
    this.#emitting = true;
    while (this.#waiting.length > 0) this.subscriber.next(this.#waiting.shift() as T);
    this.#emitting = false;
    this.#end?.();
  }

  error(error: unknown): void {
    this.#endWith(() => this.subscriber.error(error));
  }

  complete(): void {
    this.#endWith(() => this.subscriber.complete());
  }

  #endWith(notify: () => void): void {
    this.#end ??= notify;
    this.flush();
  }
}
