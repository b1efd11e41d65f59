import type { Pool } from '../../models/pool.js';
import { RECENT } from '../../preprocess/quantileEdges.js';
import type { Learner } from '../Learner.js';
import type { LearnerDescription } from '../LearnerDescription.js';
import { Replay } from '../Replay.js';
import { Arena } from './Arena.js';
import { DenseMembers } from './DenseMembers.js';
import { type DenseSpec, isDense, isLocated } from './DenseSpec.js';
import { defaultMembers } from './defaultMembers.js';
import { LabelScale } from './LabelScale.js';
import { LearnerMembers } from './LearnerMembers.js';
import type { MemberSpec, Members } from './Members.js';
import { memberDescription } from './memberDescription.js';
import { PoolLearner } from './PoolLearner.js';
import { ruleOf } from './ruleOf.js';
import { specOf } from './specOf.js';
import { Views } from './Views.js';

/**
 * The learner of a pool. Members of one hidden layer at the most are computed together; any other is a learner of its own.
 *
 * @param create makes the learner of a member, by its number. @param apart makes all of them so, also those that could be computed together.
 */
export async function createPoolLearner(
  description: LearnerDescription,
  pool: Pool,
  create: (description: LearnerDescription, member: number) => Promise<Learner>,
  apart = false,
): Promise<PoolLearner> {
  const { inputShape, outputs, target, seed, batchSize, width: stepWidth = outputs } = description;
  const members = pool.members ?? defaultMembers(inputShape);
  const specs = members.map(specOf);
  const dense = apart ? [] : specs.filter(isDense);
  const others = specs.filter((spec) => !dense.includes(spec as DenseSpec));
  const width = inputShape.reduce((product, size) => product * size, 1);
  const arena = new Arena();
  const encodes = specs.some(({ view }) => view === 'encoded');
  const { combine, replay } = pool.parameters;
  const draws = specs.some(({ replays }) => replays) ? replay : { rows: 0, of: 1 };
  const readsReplayed = (spec: MemberSpec | DenseSpec) =>
    spec.replays && spec.view === 'encoded' && !dense.some((it) => it === spec && isLocated(it, draws.rows));
  const views = new Views(arena, inputShape, encodes, specs.some(readsReplayed) ? 0 : draws.rows);
  // The steps of a horizon but the first are predicted while labels that overlap are still to come.
  const lag = Math.ceil((outputs / stepWidth - 1) / batchSize);
  const shared = { arena, views, members: members.length, outputs, target, seed, lag, replayed: draws.rows };
  const groups: Members[] = dense.length > 0 ? [new DenseMembers(dense, shared)] : [];
  if (others.length > 0) {
    const learners = others.map(async (spec) => ({
      ...spec,
      learner: await create(memberDescription(description, members[spec.member]!, spec.member), spec.member),
    }));
    groups.push(await LearnerMembers.of(await Promise.all(learners), shared));
  }
  return new PoolLearner({
    views,
    labels: target === 'Values' ? new LabelScale(inputShape, outputs) : undefined,
    members: groups,
    combination: ruleOf(combine, target).create(members.length, outputs),
    replay: new Replay(Math.max(replay.of, encodes ? RECENT : 1), width, outputs),
    draws,
    count: members.length,
    outputs,
    width,
    seed,
  });
}
