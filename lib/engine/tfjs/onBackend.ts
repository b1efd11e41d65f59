import type * as Tf from '@tensorflow/tfjs';

/** The backend that is in force because we chose it where nobody had. */
let ours: string | undefined;
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
  const stays = depth === 0 && (before === undefined || before === ours);
  // At once, for a backend that is started; the promise is for others.
  if (before !== backend) void tf.setBackend(backend);
  if (stays) ours = backend;
  depth++;
  try {
    return work();
  } finally {
    depth--;
    if (!stays && before !== undefined && before !== backend) void tf.setBackend(before);
  }
}
