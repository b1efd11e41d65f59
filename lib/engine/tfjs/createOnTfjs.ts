import type * as Tf from '@tensorflow/tfjs';
import type { Logger } from '../../types.js';
import { EngineUnavailable } from '../EngineUnavailable.js';
import type { Eventually, Learner } from '../Learner.js';
import type { LearnerDescription } from '../LearnerDescription.js';
import { createUpdate } from '../updates/createUpdate.js';
import { resolveLoss } from './loss/resolveLoss.js';
import { checkNetwork } from './model/checkNetwork.js';
import { mendLayers } from './model/mendLayers.js';
import { randomLayers } from './model/randomLayers.js';
import { resolveModel } from './model/resolveModel.js';
import { onBackend } from './onBackend.js';
import type { TfjsParts } from './TfjsNetwork.js';

/** A backend of tfjs that is started, and the learners on it. */
export interface TfjsEngine<L> extends Pick<TfjsParts, 'backend' | 'device' | 'block'> {
  /** Whether what it has computed can be read without waiting. */
  readonly isReadAtOnce: boolean;
  create(parts: TfjsParts): L;
}

interface Rehearsed extends Learner {
  /** Does all that a training does, and leaves everything as it was. */
  rehearse(): Eventually<void>;
}

/** A learner on a started backend. @throws ConfigError as `createTfjsLearner`, EngineUnavailable where the network does not train. */
export async function createOnTfjs<L extends Rehearsed>(
  tf: typeof Tf,
  { isReadAtOnce, create, ...engine }: TfjsEngine<L>,
  description: LearnerDescription,
  logger?: Logger,
): Promise<L> {
  const { model, inputShape, seed, optimizer, target } = description;
  const loss = await resolveLoss(tf, description, isReadAtOnce);
  const build = await resolveModel(tf, description);
  const network = await onBackend(tf, isReadAtOnce ? engine.backend : 'cpu', build);
  try {
    checkNetwork(network, description);
    mendLayers(tf, network);
    const learner = create({
      ...engine,
      ...{ tf, network, loss, inputShape, seed },
      logits: description.loss === undefined && target === 'Classes',
      createUpdate: (size) => createUpdate(optimizer, size),
    });
    if (typeof model === 'object' && 'weights' in model) learner.load(model.weights);
    await rehearse(learner);
    warn(randomLayers(network), logger);
    return learner;
  } catch (error) {
    // A builder may have returned anything.
    network?.dispose?.();
    throw error;
  }
}

async function rehearse(learner: Rehearsed): Promise<void> {
  try {
    await learner.rehearse();
  } catch (error) {
    throw new EngineUnavailable(
      `the network does not train: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function warn(layers: readonly string[], logger: Logger | undefined): void {
  if (layers.length === 0) return;
  logger?.warn(
    `${layers.join(', ')}: draws random numbers of its own in training, so two runs with the same seed will differ; ` +
      `dropout(tf, { rate }) of adlstream/models does not`,
  );
}
