import type { Accumulation } from './Accumulation.js';

/**
 * A metric over everything so far.
 *
 * @example
 * ```ts
 * import { cumulative } from 'adlstream/evaluate';
 * import { accuracy } from 'adlstream/metrics';
 *
 * const part = cumulative().of(accuracy()).create();
 * part.update('up', 'up');
 * part.update('up', 'down');
 * console.log(part.value); // 0.5
 * ```
 */
export function cumulative(): Accumulation {
  return { of: (metric) => metric };
}
