import type { BuiltModel, LearnerDescription } from '../engine/LearnerDescription.js';
import type { Model, ModuleReference } from '../models/Model.js';

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

export function toPortable(description: LearnerDescription): PortableDescription {
  const { model, loss } = description;
  if (typeof model === 'function') throw new TypeError('a builder function cannot travel; see buildOnce');
  return {
    ...description,
    model: 'module' in model ? toReference(model) : model,
    loss: typeof loss === 'object' ? toReference(loss) : loss,
  };
}

export function fromPortable(description: PortableDescription): LearnerDescription {
  const { model, loss } = description;
  return {
    ...description,
    model: 'module' in model ? fromReference(model) : model,
    loss: typeof loss === 'object' ? fromReference(loss) : loss,
  };
}

export function toReference({ module, export: name }: ModuleReference): PortableReference {
  return { module: module.href, export: name };
}

function fromReference({ module, export: name }: PortableReference): ModuleReference {
  return { module: new URL(module), export: name };
}
