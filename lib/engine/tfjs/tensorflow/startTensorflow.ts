import { createRequire } from 'node:module';
import type * as Tf from '@tensorflow/tfjs';
import { EngineUnavailable } from '../../EngineUnavailable.js';
import { onBackend } from '../onBackend.js';
import { restoreUtil } from './restoreUtil.js';

/** Optional peers: the first that is installed is taken. The one for GPUs computes on the CPU too. */
const PACKAGES = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'] as const;

const REMEDY = "install '@tensorflow/tfjs-node@4.22.0', or in a clone of this project: npm run install:tensorflow";

const LOG_LEVEL = 'TF_CPP_MIN_LOG_LEVEL';

const require = createRequire(import.meta.url);

let starting: Promise<void> | undefined;

/**
 * Loads tfjs-node, which adds its backend `tensorflow` to the tfjs that is there, and leaves the backend that was in force.
 *
 * @throws EngineUnavailable where it is not installed or does not load.
 */
export function startTensorflow(tf: typeof Tf): Promise<void> {
  starting ??= start(tf);
  return starting;
}

/** Where a started backend computes: it asks TensorFlow itself. */
export function deviceOfTensorflow(tf: typeof Tf): string {
  return (tf.findBackend('tensorflow') as { readonly isUsingGpuDevice?: boolean }).isUsingGpuDevice ? 'GPU' : 'CPU';
}

async function start(tf: typeof Tf): Promise<void> {
  const name = PACKAGES.find(isInstalled);
  if (name === undefined) throw new EngineUnavailable(`tfjs-node is not installed: ${REMEDY}`);
  restoreUtil();
  try {
    // It chooses itself, which would pass for the host's choice.
    onBackend(tf, 'cpu', () => quietly(() => require(name)));
    // A thread that loads TensorFlow and never computes takes the process down at its end, with some of TensorFlow's versions.
    onBackend(tf, 'tensorflow', () => tf.tidy(() => tf.add(1, 2).dataSync()));
  } catch (error) {
    const [what] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new EngineUnavailable(`${name} does not load: ${what} Remedy: ${REMEDY}`);
  }
}

function isInstalled(name: string): boolean {
  try {
    require.resolve(name);
    return true;
  } catch {
    return false;
  }
}

/** TensorFlow tells on stderr what a processor has and it does not use, unless its environment says otherwise. */
function quietly(load: () => void): void {
  const before = process.env[LOG_LEVEL];
  process.env[LOG_LEVEL] ??= '1';
  try {
    load();
  } finally {
    if (before === undefined) delete process.env[LOG_LEVEL];
  }
}
