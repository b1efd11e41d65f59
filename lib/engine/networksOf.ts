import { isPool } from '../models/isPool.js';
import type { LearnerDescription } from './LearnerDescription.js';
import { isDense } from './pool/DenseSpec.js';
import { defaultMembers } from './pool/defaultMembers.js';
import { memberDescription } from './pool/memberDescription.js';
import { specOf } from './pool/specOf.js';

/**
 * What the fast engine has to compile: the description itself; or that of each member of a pool, by its number, `undefined` where
 * that is computed together with others, for which there is nothing to compile.
 */
export function networksOf(description: LearnerDescription): (LearnerDescription | undefined)[] {
  const { model, inputShape } = description;
  if (!isPool(model)) return [description];
  const members = model.members ?? defaultMembers(inputShape);
  return members.map((member, i) =>
    isDense(specOf(member, i)) ? undefined : memberDescription(description, member, i),
  );
}
