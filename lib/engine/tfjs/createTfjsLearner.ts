import type * as Tf from '@tensorflow/tfjs';
import type { Logger } from '../../types.js';
import { EngineUnavailable } from '../EngineUnavailable.js';
import type { LearnerDescription } from '../LearnerDescription.js';
import { createUpdate } from '../updates/createUpdate.js';
import { loadTfjs } from './loadTfjs.js';
import { resolveLoss } from './loss/resolveLoss.js';
import { checkNetwork } from './model/checkNetwork.js';
import { mendLayers } from './model/mendLayers.js';
import { randomLayers } from './model/randomLayers.js';
import { resolveModel } from './model/resolveModel.js';
import { onBackend } from './onBackend.js';
import { TfjsLearner } from './TfjsLearner.js';
import { deviceOfTensorflow, startTensorflow } from './tensorflow/startTensorflow.js';
import { startWasm } from './wasm/startWasm.js';

interface Backend {
  start(tf: typeof Tf): Promise<void>;
  /** Asked once it is started. @default 'CPU' */
  device?(tf: typeof Tf): string;
  /** See `TfjsParts`. */
  readonly block?: number;
}

/**
 * TensorFlow computes what does not fill a register with other instructions than the rest, so that the last bits of a row
 * depend on how many rows there are; 16 of them fill all registers, whatever their width.
 */
const FULL = 16;

const backends = {
  wasm: { start: startWasm },
  cpu: { start: async () => {} },
  tensorflow: { start: startTensorflow, device: deviceOfTensorflow, block: FULL },
} as const satisfies { readonly [name: string]: Backend };

/**
 * A learner on a backend of tfjs.
 *
 * @throws ConfigError where the description has a mistake, EngineUnavailable where the backend does not start or the network
 * does not train on it.
 */
export async function createTfjsLearner(
  backend: keyof typeof backends,
  description: LearnerDescription,
  logger?: Logger,
): Promise<TfjsLearner> {
  const tf = await loadTfjs();
  const { start, device, block }: Backend = backends[backend];
  await start(tf);
  const { model, inputShape, seed, optimizer, target } = description;
  const loss = await resolveLoss(tf, description);
  const build = await resolveModel(tf, description);
  const network = await onBackend(tf, backend, build);
  try {
    checkNetwork(network, description);
    mendLayers(tf, network);
    const learner = new TfjsLearner({
      ...{ tf, backend, network, loss, inputShape, seed },
      device: device?.(tf) ?? 'CPU',
      ...(block === undefined ? {} : { block }),
      logits: description.loss === undefined && target === 'Classes',
      createUpdate: (size) => createUpdate(optimizer, size),
    });
    if (typeof model === 'object' && 'weights' in model) learner.load(model.weights);
    rehearse(learner);
    warn(randomLayers(network), logger);
    return learner;
  } catch (error) {
    // A builder may have returned anything.
    network?.dispose?.();
    throw error;
  }
}

function rehearse(learner: TfjsLearner): void {
  try {
    learner.rehearse();
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
