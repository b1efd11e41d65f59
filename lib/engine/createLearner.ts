import type { Logger } from '../types.js';
import type { Learner } from './Learner.js';
import type { EngineName, LearnerDescription } from './LearnerDescription.js';

export async function createLearner(
  _d: LearnerDescription,
  _e: EngineName,
  _l: Logger,
): Promise<{ learner: Learner; engine: EngineName }> {
  throw new Error('not yet');
}
