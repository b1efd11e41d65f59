import type * as Tf from '@tensorflow/tfjs';
import { ConfigError } from '../../../errors.js';
import { builds } from '../../../models/build/builds.js';
import type { Model, ModelBuilder } from '../../../models/Model.js';
import type { LearnerDescription } from '../../LearnerDescription.js';
import { importReference } from '../importReference.js';

/** Resolves a description to what builds its network, synchronously. @throws ConfigError where there is no such model. */
export async function resolveModel(
  tf: typeof Tf,
  { model, loss, target, inputShape, outputs, seed }: LearnerDescription,
): Promise<() => Tf.LayersModel> {
  const shape = { input: inputShape, outputs, seed };
  if (typeof model === 'object' && 'model' in model) {
    const output = loss !== undefined && target === 'Classes' ? 'softmax' : 'linear';
    return () => buildOf(model)(tf, model.parameters, shape, output);
  }
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
