import { getPriority, platform, setPriority } from 'node:os';
import { isMainThread } from 'node:worker_threads';

/** On the scale from -20 to 19, on which more is later. */
const LATER_BY = 5;

/**
 * Lets the host and the predictor go first where there are more of them at work than cores. Only on Linux has a thread a
 * priority of its own; elsewhere that of the whole process would be lowered, which a trainer may do only where it is its own.
 */
export function lowerPriority(): void {
  if (!isMainThread && platform() !== 'linux') return;
  try {
    setPriority(Math.min(19, getPriority() + LATER_BY));
  } catch {
    // Where that is not allowed training goes on as before.
  }
}
