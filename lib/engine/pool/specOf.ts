import type { PoolMember } from '../../models/pool.js';
import type { DenseSpec } from './DenseSpec.js';
import type { MemberSpec } from './Members.js';

/** A member; with its units where it can be computed together with others. */
export function specOf(
  { model, optimizer, view = 'scaled', replay = false }: PoolMember,
  member: number,
): MemberSpec | DenseSpec {
  const spec: MemberSpec = { member, optimizer, view, replays: replay };
  if (typeof model !== 'object' || !('model' in model) || model.model !== 'mlp') return spec;
  const { hidden, activation, dropout } = model.parameters as { hidden: number[]; activation: string; dropout: number };
  if (hidden.length > 1 || dropout > 0) return spec;
  const isKnown = hidden.length === 0 || activation === 'relu' || activation === 'tanh';
  return isKnown ? { ...spec, units: hidden[0] ?? 0, activation: activation === 'tanh' ? 'tanh' : 'relu' } : spec;
}
