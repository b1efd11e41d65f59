import type { Eventually } from './Learner.js';

/** Goes on with a value: at once where it is there, since a turn of the event loop costs more than a small network's step. */
export function after<T, U>(value: Eventually<T>, next: (value: T) => Eventually<U>): Eventually<U> {
  return value instanceof Promise ? value.then(next) : next(value);
}
