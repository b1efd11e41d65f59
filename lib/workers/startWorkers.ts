import type { CheckedConfig } from '../context/decodeConfig.js';
import { inline } from './inline.js';
import type { Workers } from './Workers.js';

/**
 * Starts what a configuration asks for. A port that the user gave stands in for its worker; where both are given nothing is
 * started, and the context lives at once.
 */
export function startWorkers<V, S>(
  config: CheckedConfig<V, S>,
  inputShape: readonly number[],
): Promise<Workers> | Workers {
  const { predictor, trainer, target, from } = config;
  if (predictor !== undefined && trainer !== undefined) {
    const weights = from?.weights ?? new Float32Array(0);
    return {
      kind: 'port',
      engine: 'port',
      predictor,
      trainer,
      weights,
      shapes: from?.shapes ?? [],
      close: async () => {},
    };
  }
  return inline({
    description: {
      model: config.model,
      optimizer: config.optimizer,
      loss: config.loss,
      target: target._tag,
      inputShape,
      outputs: target.outputs,
      seed: config.seed,
      batchSize: config.batchSize,
    },
    engine: config.engine,
    olderSnapshots: Number.isFinite(config.maxStaleness) && config.maxStaleness > 0,
    clock: config.clock,
    logger: config.logger,
    ...(from === undefined ? {} : { weights: from.weights }),
  }).then((workers) => ({
    ...workers,
    predictor: predictor ?? workers.predictor,
    trainer: trainer ?? workers.trainer,
  }));
}
