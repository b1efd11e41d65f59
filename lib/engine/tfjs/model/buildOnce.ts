import type * as Tf from '@tensorflow/tfjs';
import { isPool } from '../../../models/isPool.js';
import type { PoolMember } from '../../../models/pool.js';
import type { LearnerDescription } from '../../LearnerDescription.js';
import { memberDescription } from '../../pool/memberDescription.js';
import { loadTfjs } from '../loadTfjs.js';
import { onBackend } from '../onBackend.js';
import { checkNetwork } from './checkNetwork.js';

/**
 * Runs a user's builder function, where the model is one, and describes the network that it made as plain data; the members of a
 * pool alike.
 *
 * @throws ConfigError that lists everything in which the network does not fit the description.
 */
export async function buildOnce(description: LearnerDescription): Promise<LearnerDescription> {
  const { model, inputShape, outputs, width = outputs, seed } = description;
  if (isPool(model) && model.members !== undefined) {
    const members = model.members.map(async (member, i): Promise<PoolMember> => {
      const built = await buildOnce(memberDescription(description, member, i));
      return { ...member, model: built.model as PoolMember['model'] };
    });
    return { ...description, model: { ...model, members: await Promise.all(members) } as typeof model };
  }
  if (typeof model !== 'function') return description;
  const tf = await loadTfjs();
  return onBackend(tf, 'cpu', () => {
    const network = model({ input: inputShape, outputs, width, seed }) as unknown as Tf.LayersModel;
    try {
      checkNetwork(network, description);
      // Whatever its type says, this is no string.
      const topology = network.toJSON(null, false) as object;
      const weights = flatten([...network.trainableWeights, ...network.nonTrainableWeights]);
      return { ...description, model: { topology, weights } };
    } finally {
      // A builder may have returned anything.
      network?.dispose?.();
    }
  });
}

function flatten(variables: readonly Tf.LayerVariable[]): Float32Array {
  const values = variables.map((variable) => variable.read().dataSync<'float32'>());
  const flat = new Float32Array(values.reduce((size, { length }) => size + length, 0));
  let at = 0;
  for (const value of values) {
    flat.set(value, at);
    at += value.length;
  }
  return flat;
}
