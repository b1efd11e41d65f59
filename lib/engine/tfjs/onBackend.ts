import type * as Tf from '@tensorflow/tfjs';

/** What tfjs made when we last chose a backend where nobody else had: it makes another at every choice. */
let ours: unknown;
/** How many calls are within one another: an outer one goes on after an inner one. */
let depth = 0;

/**
 * Does synchronous work on a started backend of tfjs, and then puts back the one that the host had chosen.
 *
 * tfjs has one backend for a whole thread, so every call has to choose its own: another learner, or the host's own use of
 * tfjs, may be on another. Costs nothing where the backend is in force already, and about 0.1 ms each way where it is not;
 * so where the host has chosen none, the last one stays in force.
 */
export function onBackend<T>(tf: typeof Tf, backend: string, work: () => T): T {
  // `undefined` before any was chosen, whatever its type says.
  const before: string | undefined = tf.getBackend();
  const isOurs = before === undefined || profilerOf(tf) === ours;
  const after = isOurs && depth === 0 ? backend : before;
  choose(tf, backend);
  if (isOurs) ours = profilerOf(tf);
  depth++;
  try {
    return work();
  } finally {
    depth--;
    choose(tf, after);
    if (isOurs) ours = profilerOf(tf);
  }
}

/** At once, for a backend that is started; the promise is for others. */
function choose(tf: typeof Tf, backend: string): void {
  if (tf.getBackend() !== backend) void tf.setBackend(backend);
}

/** The same backend may be our choice and then the host's, which its name alone would not show. */
function profilerOf(tf: typeof Tf): unknown {
  return tf.engine()['profiler'];
}
