import type * as Tf from '@tensorflow/tfjs';
import type { Logger } from '../../types.js';
import type { LearnerDescription } from '../LearnerDescription.js';
import { createOnTfjs } from './createOnTfjs.js';
import { loadTfjs } from './loadTfjs.js';
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
  const engine = {
    ...{ backend, device: device?.(tf) ?? 'CPU', isReadAtOnce: true },
    ...(block === undefined ? {} : { block }),
    create: (parts: ConstructorParameters<typeof TfjsLearner>[0]) => new TfjsLearner(parts),
  };
  return createOnTfjs(tf, engine, description, logger);
}
