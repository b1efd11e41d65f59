import { hash } from '../../models/layers/hash.js';
import type { PoolMember } from '../../models/pool.js';
import { BINS } from '../../preprocess/quantileEdges.js';
import type { LearnerDescription } from '../LearnerDescription.js';

/** What a member is as a learner of its own: it sees its view of the input, and its seed is its own. */
export function memberDescription(
  description: LearnerDescription,
  { model, optimizer, view = 'scaled' }: PoolMember,
  member: number,
): LearnerDescription {
  const { inputShape, seed } = description;
  const encoded = [...inputShape.slice(0, -1), inputShape.at(-1)! * BINS];
  return {
    ...description,
    model,
    optimizer,
    inputShape: view === 'scaled' ? inputShape : encoded,
    seed: hash(seed, member) >>> 1,
  };
}
