import type * as Tf from '@tensorflow/tfjs';
import type { Eventually } from '../Learner.js';
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
import type { Compiled } from './Compiled.js';
import { compile } from './compile.js';
import type { TraceableModel } from './trace/TraceableModel.js';

type Losses = Pick<TraceableModel, 'loss' | 'weightedLoss'>;

/** Makes programs of a description's network. It loads tfjs, which whoever is handed a program should not pay for. */
export class NetworkCompiler {
  /** A builder runs once, and may hand out a network that was made elsewhere: there is no other to be had later. */
  #kept: Tf.LayersModel | undefined;

  private constructor(
    private readonly tf: typeof Tf,
    private readonly description: LearnerDescription,
    private readonly build: () => Eventually<Tf.LayersModel>,
    private readonly losses: Losses,
  ) {}

  /** @throws ConfigError where there is no such model or loss. */
  static async open(description: LearnerDescription): Promise<NetworkCompiler> {
    const tf = await loadTfjs();
    const build = await resolveModel(tf, description);
    return new NetworkCompiler(tf, description, build, await lossesOf(tf, description));
  }

  /**
   * @param weighted makes a second step beside the first, for rows with weights.
   * @throws ConfigError where the network does not fit the description, Untraceable where it cannot be taken.
   */
  async compile(weighted: boolean): Promise<Compiled> {
    const { tf, description } = this;
    const network = this.#kept ?? (await onBackend(tf, 'cpu', this.build));
    this.#kept = undefined;
    try {
      checkNetwork(network, description);
      mendLayers(tf, network);
      const { model, inputShape, outputs, target, optimizer, seed } = description;
      const predict = (output: Tf.Tensor) => (isFromLogits(description) ? tf.softmax(output) : output);
      const isClassifier = target === 'Classes';
      const traceable = { model: network, inputShape, outputs, ...this.losses, predict, isClassifier };
      const made = onBackend(tf, 'cpu', () => compile(traceable, { optimizer, seed, weighted }));
      if (!weighted && typeof model === 'function') this.#kept = network;
      return typeof model === 'object' && 'weights' in model ? { ...made, weights: model.weights } : made;
    } finally {
      // A builder may have returned anything.
      if (this.#kept === undefined) network?.dispose?.();
    }
  }

  /** It is not asked again. */
  dispose(): void {
    this.#kept?.dispose();
    this.#kept = undefined;
  }
}

/** tfjs's own operations throughout, of which the trace takes gradients. */
async function lossesOf(tf: typeof Tf, description: LearnerDescription): Promise<Losses> {
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
