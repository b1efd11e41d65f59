import type { Eventually } from './Learner.js';

/** Goes on with all values, in their order: at once where all are there. */
export function afterAll<T, U>(values: readonly Eventually<T>[], next: (values: T[]) => Eventually<U>): Eventually<U> {
  return values.some((value) => value instanceof Promise) ? Promise.all(values).then(next) : next(values as T[]);
}
