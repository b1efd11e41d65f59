import type * as Tf from '@tensorflow/tfjs';
import type { LearnerDescription } from '../LearnerDescription.js';
import { importReference } from '../tfjs/importReference.js';
import { loadTfjs } from '../tfjs/loadTfjs.js';
import type { TensorLoss } from '../tfjs/loss/Loss.js';
import { namedLoss } from '../tfjs/loss/namedLoss.js';
import { weighted } from '../tfjs/loss/weighted.js';
import { checkNetwork } from '../tfjs/model/checkNetwork.js';
import { mendLayers } from '../tfjs/model/mendLayers.js';
import { resolveModel } from '../tfjs/model/resolveModel.js';
import { onBackend } from '../tfjs/onBackend.js';
import { FastLearner } from './run/FastLearner.js';
import type { TraceableModel } from './trace/TraceableModel.js';

/**
 * A learner on the fast engine: the network's step is recorded once from tfjs and from then on run by our own kernels.
 *
 * @throws ConfigError where the description has a mistake, Untraceable where the network, its loss or a layer cannot be
 * taken; it names what and why.
 */
export async function createFastLearner(description: LearnerDescription): Promise<FastLearner> {
  const tf = await loadTfjs();
  const build = await resolveModel(tf, description);
  const losses = await lossesOf(tf, description);
  // Only here: it loads tfjs, which whoever merely imports this module should not pay for.
  const { compile } = await import('./compile.js');

  // A builder runs once, and may hand out a network that was made elsewhere: there is no other to be had later.
  let kept: Tf.LayersModel | undefined;
  async function compiled(isWeighted: boolean) {
    const network = kept ?? (await onBackend(tf, 'cpu', build));
    kept = undefined;
    try {
      checkNetwork(network, description);
      mendLayers(tf, network);
      const { inputShape, outputs, target, optimizer, seed } = description;
      const predict = (output: Tf.Tensor) => (isFromLogits(description) ? tf.softmax(output) : output);
      const traceable = { model: network, inputShape, outputs, ...losses, predict, isClassifier: target === 'Classes' };
      const made = onBackend(tf, 'cpu', () => compile(traceable, { optimizer, seed, weighted: isWeighted }));
      if (!isWeighted && typeof description.model === 'function') kept = network;
      return made;
    } finally {
      // A builder may have returned anything.
      if (kept === undefined) network?.dispose?.();
    }
  }

  const { model } = description;
  const { program, weights } = await compiled(false);
  const first = typeof model === 'object' && 'weights' in model ? model.weights : weights;
  return new FastLearner(program, first, 'plain', {
    withWeights: async () => (await compiled(true)).program,
    dispose() {
      kept?.dispose();
      kept = undefined;
    },
  });
}

/** tfjs's own operations throughout, of which the trace takes gradients. */
async function lossesOf(
  tf: typeof Tf,
  description: LearnerDescription,
): Promise<Pick<TraceableModel, 'loss' | 'weightedLoss'>> {
  const { loss: named, target } = description;
  const { softmaxCrossEntropy, meanSquaredError } = tf.losses;
  const { NONE } = tf.Reduction;
  const weigh = (losses: TensorLoss): TraceableModel['weightedLoss'] => {
    return (labels, output, weights) => weighted(tf, losses(labels, output), weights);
  };
  if (named !== undefined) {
    const loss = typeof named === 'string' ? namedLoss(tf, named) : await importReference<TensorLoss>('loss', named);
    return { loss, weightedLoss: weigh(loss) };
  }
  return target === 'Classes'
    ? {
        loss: (labels, output) => softmaxCrossEntropy(labels, output),
        weightedLoss: weigh((labels, output) => softmaxCrossEntropy(labels, output, undefined, 0, NONE)),
      }
    : {
        loss: (labels, output) => meanSquaredError(labels, output),
        weightedLoss: weigh((labels, output) => meanSquaredError(labels, output, undefined, NONE)),
      };
}

function isFromLogits({ loss, target }: LearnerDescription): boolean {
  return loss === undefined && target === 'Classes';
}
