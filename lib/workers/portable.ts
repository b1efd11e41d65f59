import type { BuiltModel, LearnerDescription } from '../engine/LearnerDescription.js';
import { isPool } from '../models/isPool.js';
import type { Model, ModuleReference } from '../models/Model.js';
import type { Pool, PoolMember } from '../models/pool.js';

/** A ModuleReference that survives structured cloning, which empties a URL. */
interface PortableReference {
  readonly module: string;
  readonly export: string;
}

/** A learner's description as plain data. */
export type PortableDescription = Omit<LearnerDescription, 'model' | 'loss'> & {
  readonly model: Model | BuiltModel | PortableReference;
  readonly loss: string | PortableReference | undefined;
};

/** Whether it is all data: a builder function cannot travel. */
export function isPortable({ model }: LearnerDescription): boolean {
  const models = isPool(model) ? (model.members ?? []).map((member) => member.model) : [model];
  return models.every((model) => typeof model !== 'function');
}

export function toPortable(description: LearnerDescription): PortableDescription {
  const { model, loss } = description;
  return {
    ...description,
    model: toPortableModel(model),
    loss: typeof loss === 'object' ? toReference(loss) : loss,
  };
}

export function fromPortable(description: PortableDescription): LearnerDescription {
  const { model, loss } = description;
  return {
    ...description,
    model: fromPortableModel(model),
    loss: typeof loss === 'object' ? fromReference(loss) : loss,
  };
}

function toPortableModel(model: LearnerDescription['model']): PortableDescription['model'] {
  if (typeof model === 'function') throw new TypeError('a builder function cannot travel; see buildOnce');
  if (isPool(model)) return withMembers(model, toPortableModel);
  return 'module' in model ? toReference(model) : model;
}

function fromPortableModel(model: PortableDescription['model']): LearnerDescription['model'] {
  if (isPool(model)) return withMembers(model, fromPortableModel);
  return 'module' in model ? fromReference(model) : model;
}

/** A pool whose members' models are changed; in between they are no models that a user could give. */
function withMembers<From, To>(pool: Pool, change: (model: From) => To): Pool {
  const changed = (member: PoolMember) => ({ ...member, model: change(member.model as From) as PoolMember['model'] });
  return { ...pool, members: pool.members?.map(changed) };
}

export function toReference({ module, export: name }: ModuleReference): PortableReference {
  return { module: module.href, export: name };
}

function fromReference({ module, export: name }: PortableReference): ModuleReference {
  return { module: new URL(module), export: name };
}
