import { memberName } from '../../models/memberName.js';
import type { Pool } from '../../models/pool.js';
import type { Snapshot } from '../../types.js';
import type { LearnerDescription } from '../LearnerDescription.js';
import { KEPT } from './Combination.js';
import { defaultMembers } from './defaultMembers.js';
import { joinWhole } from './doubles.js';
import { ruleOf } from './ruleOf.js';
import { TALLY, Tallies } from './Tallies.js';

/** How a member of a pool has done. */
export interface MemberStats {
  readonly name: string;
  /** Its part in the answer, now: those of all members add up to 1. */
  readonly weight: number;
  /** The share of rows that it answered best of all; `undefined` before the first. */
  readonly wins: number | undefined;
  /** Its loss, faded by .99 per row: the log loss of classes, the mean squared error of values in the members' scale. */
  readonly loss: number | undefined;
  /** How often it has started over. */
  readonly restarts: number;
}

/** Reads from a snapshot of a pool how its members have done; `undefined` where it is of something else. */
export function memberStats(
  pool: Pool,
  { inputShape, target, outputs }: Pick<LearnerDescription, 'inputShape' | 'target' | 'outputs'>,
  { weights, shapes }: Pick<Snapshot, 'weights' | 'shapes'>,
): MemberStats[] | undefined {
  const members = pool.members ?? defaultMembers(inputShape);
  const rule = ruleOf(pool.parameters.combine, target);
  const size = rule.size(members.length, outputs);
  const [[head] = [], [learned] = [], [count, tally] = []] = shapes.slice(-3);
  if (head !== 2 || learned !== size || count !== members.length || tally !== TALLY) return undefined;
  const tallied = weights.length - members.length * TALLY;
  const combination = rule.create(members.length, outputs, weights.slice(tallied - size, tallied));
  const tallies = new Tallies(members.length, weights.subarray(tallied));
  const rows = joinWhole(weights, tallied - size - head);
  const terms = (1 - KEPT ** rows) / (1 - KEPT);
  const shares = combination.shares();
  return members.map((member, m) => ({
    name: memberName(member),
    weight: shares[m]!,
    wins: rows === 0 ? undefined : tallies.wins(m) / rows,
    loss: rows === 0 ? undefined : tallies.loss(m) / terms,
    restarts: tallies.restarts(m),
  }));
}
