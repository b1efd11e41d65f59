import type { CheckedConfig } from '../context/decodeConfig.js';
import { choosePlaces } from './choosePlaces.js';
import { place } from './place.js';
import type { Workers, WorkersNews, WorkersOptions } from './Workers.js';

/**
 * Starts what a configuration asks for. A port that the user gave stands in for its worker; where both are given nothing is
 * started, and the context lives at once.
 */
export function startWorkers<V, S>(
  config: CheckedConfig<V, S>,
  inputShape: readonly number[],
  news: WorkersNews,
): Promise<Workers> | Workers {
  const { predictor, trainer, from } = config;
  if (typeof predictor === 'function' && typeof trainer === 'function') {
    const weights = from?.weights ?? new Float32Array(0);
    const shapes = from?.shapes ?? [];
    const roles = { trainer: undefined, predictor: undefined };
    return {
      kind: 'port',
      engine: 'port',
      device: 'port',
      roles,
      predictor,
      trainer,
      weights,
      shapes,
      close: async () => {},
    };
  }
  return start(config, optionsOf(config, inputShape, news));
}

async function start<V, S>(config: CheckedConfig<V, S>, options: WorkersOptions): Promise<Workers> {
  const { places, spare } = await choosePlaces(config, options);
  const workers = await place(places, options, spare);
  config.logger.info(`adlstream: workers: ${workers.kind}; engine: ${workers.engine}; device: ${workers.device}`);
  return workers;
}

function optionsOf<V, S>(
  config: CheckedConfig<V, S>,
  inputShape: readonly number[],
  news: WorkersNews,
): WorkersOptions {
  const { model, optimizer, loss, target, seed, batchSize, maxStaleness, from } = config;
  const { engine, maxRestarts, hangTimeoutMs, clock, logger } = config;
  return {
    description: {
      ...{ model, optimizer, loss, target: target._tag, inputShape, seed, batchSize },
      ...{ outputs: target.outputs, width: target.width },
    },
    ...{ engine, maxRestarts, hangTimeoutMs, clock, logger, ...news },
    olderSnapshots: Number.isFinite(maxStaleness) && maxStaleness > 0,
    repeats: Number.isFinite(maxStaleness),
    ...(from === undefined ? {} : { weights: from.weights }),
  };
}
