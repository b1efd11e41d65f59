import type { LayersModel } from '../../../models/Model.js';
import type { LearnerDescription } from '../../LearnerDescription.js';
import { loadTfjs } from '../loadTfjs.js';
import { onBackend } from '../onBackend.js';
import { resolveModel } from './resolveModel.js';

/** The network of a description as tfjs's own model, with these weights: all of them, flat, in the order of `Learner.weights`. */
export async function toLayersModel(description: LearnerDescription, weights: Float32Array): Promise<LayersModel> {
  const tf = await loadTfjs();
  const network = await onBackend(tf, 'cpu', await resolveModel(tf, description));
  onBackend(tf, 'cpu', () => {
    let at = 0;
    tf.tidy(() => {
      const tensors = network.getWeights().map(({ shape, size }) => {
        at += size;
        return tf.tensor(weights.slice(at - size, at), shape);
      });
      network.setWeights(tensors);
    });
  });
  return network;
}
