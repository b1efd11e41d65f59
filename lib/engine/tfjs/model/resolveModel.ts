import type * as Tf from '@tensorflow/tfjs';
import { ConfigError } from '../../../errors.js';
import { builds } from '../../../models/build/builds.js';
import type { Model, ModelBuilder } from '../../../models/Model.js';
import type { Eventually } from '../../Learner.js';
import type { LearnerDescription } from '../../LearnerDescription.js';
import { importReference } from '../importReference.js';

/**
 * Resolves a description to what builds its network: all of it before it returns, on the backend that is then in force, though
 * tfjs gives a network from plain data as a promise. @throws ConfigError where there is no such model.
 */
export async function resolveModel(
  tf: typeof Tf,
  { model, loss, target, inputShape, outputs, width = outputs, seed }: LearnerDescription,
): Promise<() => Eventually<Tf.LayersModel>> {
  const shape = { input: inputShape, outputs, width, seed };
  if (typeof model === 'object' && 'model' in model) {
    const output = loss !== undefined && target === 'Classes' ? 'softmax' : 'linear';
    return () => buildOf(model)(tf, model.parameters, { ...shape, target }, output);
  }
  if (typeof model === 'object' && 'topology' in model) return () => restore(tf, model.topology);
  const builder = typeof model === 'function' ? model : await importReference<ModelBuilder>('model', model);
  // `LayersModel` is what of tfjs's type our public types can say without importing it.
  return () => builder(shape) as unknown as Tf.LayersModel;
}

function buildOf({ model }: Model): (typeof builds)[string] {
  const build = Object.hasOwn(builds, model) ? builds[model] : undefined;
  if (build !== undefined) return build;
  const remedy = `there is no such model; there are ${Object.keys(builds).join(', ')}`;
  throw new ConfigError([{ option: 'model', value: model, remedy }]);
}

async function restore(tf: typeof Tf, topology: object): Promise<Tf.LayersModel> {
  try {
    return await tf.models.modelFromJSON(topology as Parameters<typeof tf.models.modelFromJSON>[0]);
  } catch (error) {
    const remedy =
      `${error instanceof Error ? error.message : String(error)}. A builder's network goes to a worker as plain data; where it ` +
      "has layers of your own give { module: URL, export: name } instead, and register them in that module; or workers: 'inline'";
    throw new ConfigError([{ option: 'model', value: 'a builder function', remedy }]);
  }
}
