import type { EngineName } from '../engine/LearnerDescription.js';

/** Whether it begins with the fast engine, which runs programs. */
export function runsPrograms(engine: EngineName): boolean {
  return engine === 'auto' || engine === 'fast';
}
