import type * as Tf from '@tensorflow/tfjs';
import type { LearnerDescription } from '../LearnerDescription.js';
import { importReference } from '../tfjs/importReference.js';
import { loadTfjs } from '../tfjs/loadTfjs.js';
import { namedLoss } from '../tfjs/loss/namedLoss.js';
import type { TensorLoss } from '../tfjs/loss/resolveLoss.js';
import { checkNetwork } from '../tfjs/model/checkNetwork.js';
import { mendLayers } from '../tfjs/model/mendLayers.js';
import { resolveModel } from '../tfjs/model/resolveModel.js';
import { onBackend } from '../tfjs/onBackend.js';
import { FastLearner } from './run/FastLearner.js';

/**
 * A learner on the fast engine: the network's step is recorded once from tfjs and from then on run by our own kernels.
 *
 * @throws ConfigError where the description has a mistake, Untraceable where the network, its loss or a layer cannot be
 * taken; it names what and why.
 */
export async function createFastLearner(description: LearnerDescription): Promise<FastLearner> {
  const tf = await loadTfjs();
  const build = await resolveModel(tf, description);
  const loss = await tensorLoss(tf, description);
  // Only here: it loads tfjs, which whoever merely imports this module should not pay for.
  const { compile } = await import('./compile.js');
  const network = await onBackend(tf, 'cpu', build);
  try {
    checkNetwork(network, description);
    mendLayers(tf, network);
    const { model, inputShape, outputs, target } = description;
    const predict = (output: Tf.Tensor) => (isFromLogits(description) ? tf.softmax(output) : output);
    const isClassifier = target === 'Classes';
    const { program, weights } = onBackend(tf, 'cpu', () =>
      compile({ model: network, inputShape, outputs, loss, predict, isClassifier }, description),
    );
    return new FastLearner(program, typeof model === 'object' && 'weights' in model ? model.weights : weights);
  } finally {
    // A builder may have returned anything.
    network?.dispose?.();
  }
}

/** tfjs's own operations throughout, of which the trace takes gradients. */
async function tensorLoss(tf: typeof Tf, description: LearnerDescription): Promise<TensorLoss> {
  const { loss, target } = description;
  if (typeof loss === 'string') return namedLoss(tf, loss);
  if (loss !== undefined) return importReference<TensorLoss>('loss', loss);
  return target === 'Classes' ? tf.losses.softmaxCrossEntropy : tf.losses.meanSquaredError;
}

function isFromLogits({ loss, target }: LearnerDescription): boolean {
  return loss === undefined && target === 'Classes';
}
